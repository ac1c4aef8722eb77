// The replay of the stages: the play head moves here, without asking the server, which is only told where it is. What
// lies behind the head is dimmed by the style sheet, from the variable --head on the replay's element. Keys work on the
// whole page while no field has the focus, nor a part that scrolls. Who wants less motion steps instead of playing.
const stepMs = 480;
const still = window.matchMedia("(prefers-reduced-motion: reduce)");
const fields = "input:not([type=range]), textarea, select, [contenteditable], [role=menu], [role=dialog], [role=region]";
const pressed = "button, a, summary, [role=button]";
const moves = { ArrowLeft: "back", ArrowRight: "forward", Home: "first", End: "last", " ": "play" };

export function attach(root, page, first) {
  const part = (name) => root.querySelector(`[data-part=${name}]`);
  const scrubber = part("scrubber");
  const last = () => Number(scrubber.max);
  let head = first;
  let timer = 0;
  let telling = false;
  let untold = false;
  let stopped = false;

  function draw() {
    root.style.setProperty("--head", head);
    scrubber.value = head;
    scrubber.style.setProperty("--share", last() ? head / last() : 1);
    scrubber.setAttribute("aria-valuetext", `after block ${head}`);
    part("where").textContent = `after block ${head}`;
    root.toggleAttribute("data-playing", timer !== 0);
    part("play").setAttribute("aria-label", timer ? "Pause" : still.matches ? "Step" : "Play");
  }

  // One message at a time: a slow line hears of fewer places, not later of all.
  async function tell() {
    untold = telling;
    if (telling) return;
    telling = true;
    try {
      await page.invokeMethodAsync("MoveAsync", head, timer !== 0);
    } catch (fault) {
      if (!stopped) throw fault;
    } finally {
      telling = false;
      if (untold && !stopped) tell();
    }
  }

  function move(to) {
    head = Math.min(last(), Math.max(0, to));
    draw();
    tell();
  }

  function pause() {
    clearTimeout(timer);
    timer = 0;
  }

  function tick() {
    timer = head + 1 < last() ? setTimeout(tick, stepMs / Number(part("speed").value)) : 0;
    move(head + 1);
  }

  function play() {
    if (timer) {
      pause();
      move(head);
    } else if (still.matches) {
      move(head < last() ? head + 1 : 0);
    } else {
      timer = setTimeout(tick, stepMs / Number(part("speed").value));
      move(head < last() ? head : 0);
    }
  }

  function act(name) {
    if (name === "play") {
      play();
      return;
    }
    pause();
    move({ first: 0, back: head - 1, forward: head + 1, last: last() }[name]);
  }

  function click(event) {
    const button = event.target.closest("[data-do]");
    if (button) act(button.dataset.do);
  }

  // A cell is chosen with the mouse and must not keep the focus, or Space would press it again instead of playing.
  function mousedown(event) {
    if (event.target.closest("[data-block]")) event.preventDefault();
  }

  function scrub() {
    pause();
    move(Number(scrubber.value));
  }

  function keydown(event) {
    const name = moves[event.key];
    if (!name || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest(fields) || (name === "play" && event.target.closest(pressed))) return;
    event.preventDefault();
    act(name);
  }

  root.addEventListener("click", click);
  root.addEventListener("mousedown", mousedown);
  scrubber.addEventListener("input", scrub);
  document.addEventListener("keydown", keydown);
  still.addEventListener("change", draw);
  root.setAttribute("data-live", "");
  draw();

  return {
    show(block) {
      // The server does not know yet where the visitor has moved the head meanwhile, and will follow it.
      if (telling) return;
      pause();
      head = block;
      draw();
    },
    stop() {
      stopped = true;
      pause();
      root.removeEventListener("click", click);
      root.removeEventListener("mousedown", mousedown);
      scrubber.removeEventListener("input", scrub);
      document.removeEventListener("keydown", keydown);
      still.removeEventListener("change", draw);
    },
  };
}
