// The tour: a modal dialog, which keeps the focus and closes on Escape, beside the element that a step is about. That it was
// seen is kept in the browser; where nothing can be kept there, it is offered again.
const seenKey = "patchscopes-tour";
const gap = 12;

function seen() {
  try { return localStorage.getItem(seenKey) !== null; } catch { return false; }
}

function remember() {
  try { localStorage.setItem(seenKey, "seen"); } catch { /* Not allowed here. */ }
}

export function attach(dialog, spot, owner) {
  let element = null;

  function place() {
    if (!dialog.open || !element) return;
    const box = element.getBoundingClientRect();
    spot.style.cssText = `left:${box.left - 4}px;top:${box.top - 4}px;width:${box.width + 8}px;height:${box.height + 8}px`;
    const { offsetWidth: width, offsetHeight: height } = dialog;
    const clamp = (at, size, room) => Math.max(gap, Math.min(at, room - size - gap));
    const [left, top] =
      innerHeight - box.bottom >= height + 2 * gap ? [box.left, box.bottom + gap]
      : innerWidth - box.right >= width + 2 * gap ? [box.right + gap, box.top]
      : box.left >= width + 2 * gap ? [box.left - width - gap, box.top]
      : box.top >= height + 2 * gap ? [box.left, box.top - height - gap]
      : [box.left, innerHeight - height];
    dialog.style.left = `${clamp(left, width, innerWidth)}px`;
    dialog.style.top = `${clamp(top, height, innerHeight)}px`;
  }

  const closed = () => owner.invokeMethodAsync("Closed");
  const size = new ResizeObserver(place);
  dialog.addEventListener("close", closed);
  addEventListener("resize", place);
  addEventListener("scroll", place, true);
  if (!seen()) owner.invokeMethodAsync("Invite");
  return {
    show(selectors) {
      element = selectors.map(one => document.querySelector(one)).find(one => one?.getClientRects().length) ?? document.body;
      if (!dialog.open) {
        remember();
        dialog.showModal();
        size.observe(dialog);
      }
      const box = element.getBoundingClientRect();
      if (box.top < gap || box.bottom > innerHeight - gap)
        element.scrollIntoView({ block: box.height > innerHeight / 2 ? "start" : "center", behavior: "instant" });
      place();
      dialog.querySelector("[data-next]")?.focus({ preventScroll: true });
    },
    close() { dialog.close(); },
    stop() {
      size.disconnect();
      dialog.removeEventListener("close", closed);
      removeEventListener("resize", place);
      removeEventListener("scroll", place, true);
    },
  };
}
