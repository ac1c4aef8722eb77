// The dialog of a lost connection. Blazor shows it by classes once the socket has closed; a browser that knows it is
// offline says so at once, long before the socket times out.
const dialog = document.getElementById("components-reconnect-modal");
const offline = () => dialog.classList.toggle("offline", !navigator.onLine);

// false: the server answers but has let the page's circuit go. The address holds the view.
async function again() {
  if ((await window.Blazor.reconnect()) === false) location.reload();
}

addEventListener("offline", offline);
addEventListener("online", offline);
dialog.addEventListener("components-reconnect-state-changed", ({ detail }) => {
  if (detail.state === "rejected") location.reload();
});
document.getElementById("reconnect-again").addEventListener("click", again);
document.getElementById("reconnect-reload").addEventListener("click", () => location.reload());
