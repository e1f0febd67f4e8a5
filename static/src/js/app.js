// Entry point of the browser code: bundled by static/build.mjs. Every page works without it.
import "./progress.js";
import "./shared.js";
import { watchActivity } from "./activity.js";
import { adopt, startAutosave } from "./autosave.js";
import { on } from "./bus.js";
import { startControls } from "./controls.js";
import { startDrafts } from "./drafts.js";
import { startDragging } from "./drag.js";
import { startEnlarging } from "./enlarge.js";
import { startFolds } from "./folds.js";
import { startFormatted } from "./formatted.js";
import { startGrid } from "./grid.js";
import { startGuide } from "./guide.js";
import { user } from "./http.js";
import { watchLeaving } from "./leaving.js";
import { startInPlace } from "./inplace.js";
import { startKeys } from "./keys.js";
import { loadScripts } from "./load.js";
import { startMaking } from "./make.js";
import { startMenu } from "./menu.js";
import { startPanel } from "./panel.js";
import { startPaper } from "./paper.js";
import { startParts } from "./parts.js";
import { startPasting } from "./paste.js";
import { startPickers } from "./picker.js";
import { startPointer } from "./pointer.js";
import { startRows } from "./rows.js";
import { watchSession } from "./session.js";
import { startSnippets } from "./snippets.js";
import { refresh } from "./status.js";
import { startTalk } from "./talk.js";
import { startWordCount } from "./wordcount.js";
import { showWrong } from "./wrong.js";

startMenu();
startPaper();
showWrong();
if (user) {
  startPointer();
  startPickers();
  startControls();
  startPanel();
  startInPlace(); // before rows: a value lies in the link that opens its row
  startRows();
  startDragging();
  startMaking();
  startDrafts();
  startEnlarging();
  startFolds();
  startFormatted();
  startParts();
  startWordCount();
  startTalk();
  startSnippets(); // after talk: under the boxes that it takes over
  startGrid();
  startGuide();
  startPasting();
  startKeys();
  watchSession();
  watchActivity();
  startAutosave();
  loadScripts();
  watchLeaving(); // last: what the others took upon them is not waited for twice
  on("arrived", () => {
    adopt();
    refresh();
    loadScripts();
  });
}
