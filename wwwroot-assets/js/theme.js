// The theme: follows the system until the button was used; the choice is kept in a cookie, so that the server's first
// page has it already.
const system = window.matchMedia("(prefers-color-scheme: dark)");

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : system.matches;
}

export function attach(layout) {
  const tell = () => layout.invokeMethodAsync("ShowTheme", isDark());
  system.addEventListener("change", tell);
  tell();
  return {
    toggle() {
      const theme = isDark() ? "light" : "dark";
      document.documentElement.dataset.theme = theme;
      document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=lax`;
      tell();
    },
    stop: () => system.removeEventListener("change", tell),
  };
}
