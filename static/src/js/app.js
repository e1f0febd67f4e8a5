// Entry point of the browser code: bundled by static/build.mjs.
import Alpine from "@alpinejs/csp";
import htmx from "htmx.org";

// The Content-Security-Policy allows no eval and no inline style.
htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;

Alpine.start();
