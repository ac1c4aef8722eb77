// A modal dialog: the browser keeps the focus inside, closes it on Escape and gives the focus back; a click beside it closes it too.
export function attach(dialog, owner) {
  const closed = () => owner.invokeMethodAsync("Closed");
  const click = event => { if (event.target === dialog) dialog.close(); };
  dialog.addEventListener("close", closed);
  dialog.addEventListener("click", click);
  return {
    show() {
      if (!dialog.open) dialog.showModal();
      const chosen = dialog.querySelector("[aria-current]");
      chosen?.scrollIntoView({ block: "center" });
      chosen?.focus({ preventScroll: true });
    },
    close() { dialog.close(); },
    stop() {
      dialog.removeEventListener("close", closed);
      dialog.removeEventListener("click", click);
    },
  };
}
