// Before first paint: the chosen theme and text size. The same key is written by settings/preferences.
(() => {
  try {
    const saved = JSON.parse(localStorage.getItem('playground.preferences') || '{}');
    const root = document.documentElement;
    if (saved.theme === 'light' || saved.theme === 'dark') root.dataset.theme = saved.theme;
    if (saved.textSize && saved.textSize !== 'normal') root.dataset.text = saved.textSize;
  } catch {
    // Storage is closed or the value is damaged: the system's theme is right enough.
  }
})();
