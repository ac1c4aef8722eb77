// The map's keys: arrows, Home and End move, Enter and Space open, Escape closes; in script only because the browser
// would scroll with them. And its size: Plotly follows the window, so a change of the card alone is passed on as one.
import { attach as roving } from "./roving.js";

const moves = {
  ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], Home: [0, -1000], End: [0, 1000],
};

// Where two compared maps stand one below the other (MapCard.razor.css), and each has the whole card's width; on phones
// their columns stay narrow, so that nearly all are in sight.
const stacked = "(min-width: 701px) and (max-width: 1100px)";

export function attach(element, map) {
  const names = roving(element);
  const stack = matchMedia(stacked);
  const stackChanged = () => map.invokeMethodAsync("Stack", stack.matches);

  function keydown(event) {
    // A layer's name within the map has keys of its own.
    if (event.target !== element && event.key !== "Escape") return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const move = moves[event.key];
    if (move) map.invokeMethodAsync("MoveAsync", move[0], move[1]);
    else if (event.key === "Enter" || event.key === " ") map.invokeMethodAsync("OpenCursorAsync");
    else if (event.key === "Escape") map.invokeMethodAsync("EscapeAsync");
    else return;
    event.preventDefault();
  }

  let drawn = "";
  const size = new ResizeObserver(() => {
    const now = `${element.clientWidth} ${element.clientHeight}`;
    if (drawn && drawn !== now) requestAnimationFrame(() => window.dispatchEvent(new Event("resize")));
    drawn = now;
  });

  if (stack.matches) stackChanged();
  stack.addEventListener("change", stackChanged);
  element.addEventListener("keydown", keydown);
  size.observe(element);
  return {
    stop() {
      names.stop();
      stack.removeEventListener("change", stackChanged);
      element.removeEventListener("keydown", keydown);
      size.disconnect();
    },
  };
}
