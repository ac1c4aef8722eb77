// A modal dialog: the browser keeps the focus inside, closes it on Escape and gives the focus back; a click beside it closes it too.
export function attach(dialog, owner) {
  let showing = 0;
  // The event comes a moment after the dialog has gone: it may be open again by then.
  const closed = () => { if (!dialog.open) owner.invokeMethodAsync("Closed", showing); };
  const click = event => { if (event.target === dialog) dialog.close(); };
  dialog.addEventListener("close", closed);
  dialog.addEventListener("click", click);
  return {
    show(now) {
      showing = now;
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
