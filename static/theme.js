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

// A new text can be begun before the app is there: the first keys go into a field of the page itself.
if (location.pathname === '/complete/new' && matchMedia('(hover: hover)').matches) {
  document.addEventListener('DOMContentLoaded', () => {
    const field = document.getElementById('boot-text');
    if (!field) return;
    field.hidden = false;
    field.previousElementSibling.remove();
    field.focus();
  });
}
