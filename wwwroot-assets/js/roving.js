// Many buttons that are one stop of the Tab key: arrows, Home and End move among them. A button's data-roving is its
// place: "row,column", or one number in a line.
const moves = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], Home: [0, -1000], End: [0, 1000] };
const roving = "[data-roving]";

export const place = button => button.dataset.roving.split(",").map(Number);

export function attach(root) {
  function keydown(event) {
    const button = event.target.closest?.(roving);
    const move = moves[event.key];
    if (!button || !move || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    next(button, move)?.focus();
  }

  function next(button, [down, across]) {
    const from = place(button);
    const group = [...(button.closest("[role=group]") ?? root).querySelectorAll(roving)];
    const goal = from.length === 1 ? [0, from[0] + down + across] : [from[0] + down, from[1] + across];
    const places = group.map(other => (from.length === 1 ? [0, place(other)[0]] : place(other)));
    const distance = ([row, column]) => Math.abs(row - goal[0]) * 10000 + Math.abs(column - goal[1]);
    return group[places.reduce((best, one, at) => (distance(one) < distance(places[best]) ? at : best), 0)];
  }

  function focusin(event) {
    const button = event.target.closest?.(roving);
    if (!button) return;
    for (const other of (button.closest("[role=group]") ?? root).querySelectorAll(roving)) other.tabIndex = other === button ? 0 : -1;
  }

  root.addEventListener("keydown", keydown);
  root.addEventListener("focusin", focusin);
  root.dataset.hearsKeys = "";
  return {
    stop() {
      delete root.dataset.hearsKeys;
      root.removeEventListener("keydown", keydown);
      root.removeEventListener("focusin", focusin);
    },
  };
}
