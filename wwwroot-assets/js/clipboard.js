// Copies a text; where the clipboard interface is not there (plain http on a network), through a selection.
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const before = document.activeElement;
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "visually-hidden";
    // Nothing outside an open dialog can be selected.
    (document.querySelector("dialog[open]") ?? document.body).append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    before?.focus?.({ preventScroll: true });
    return copied;
  }
}

export const copyAddress = () => copy(location.href);

// Marks the whole text of a field, for copying by hand.
export const mark = field => field.select();
