// The admin's own <html> knows nothing of the reader's display mode: say it before the first paint.
const { mode, theme } = document.currentScript.dataset;
if (mode) document.documentElement.dataset.mode = mode;
if (theme) document.documentElement.dataset.theme = theme;
