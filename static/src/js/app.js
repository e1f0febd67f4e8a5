// Entry point of the browser code: bundled by static/build.mjs. Every page works without it.
import "./progress.js";
import { watchActivity } from "./activity.js";
import { adopt, startAutosave } from "./autosave.js";
import { on } from "./bus.js";
import { startControls } from "./controls.js";
import { startDrafts } from "./drafts.js";
import { startDragging } from "./drag.js";
import { startEnlarging } from "./enlarge.js";
import { startFolds } from "./folds.js";
import { user } from "./http.js";
import { watchLeaving } from "./leaving.js";
import { startMaking } from "./make.js";
import { startMenu } from "./menu.js";
import { startPanel } from "./panel.js";
import { startParts } from "./parts.js";
import { startPointer } from "./pointer.js";
import { startRows } from "./rows.js";
import { watchSession } from "./session.js";
import { refresh } from "./status.js";
import { startTalk } from "./talk.js";
import { startWordCount } from "./wordcount.js";
import { showWrong } from "./wrong.js";

startMenu();
showWrong();
if (user) {
  startPointer();
  startControls();
  startPanel();
  startRows();
  startDragging();
  startMaking();
  startDrafts();
  startEnlarging();
  startFolds();
  startParts();
  startWordCount();
  startTalk();
  watchSession();
  watchActivity();
  startAutosave();
  watchLeaving(); // last: what the others took upon them is not waited for twice
  on("arrived", () => {
    adopt();
    refresh();
  });
}
