// A box of chips that scrolls: the chosen one is brought into sight, without moving the page, and an edge with more
// behind it fades.
export function attach(box) {
  function fade() {
    box.toggleAttribute("data-above", box.scrollTop > 2);
    box.toggleAttribute("data-below", box.scrollTop + box.clientHeight < box.scrollHeight - 2);
  }

  const size = new ResizeObserver(fade);
  box.addEventListener("scroll", fade);
  size.observe(box);
  return {
    show() {
      const chip = box.querySelector("input:checked")?.closest("label");
      if (chip && box.scrollHeight > box.clientHeight) {
        const top = chip.offsetTop - box.scrollTop;
        if (top < 0 || top + chip.offsetHeight > box.clientHeight) box.scrollTop += top - (box.clientHeight - chip.offsetHeight) / 2;
      }
      fade();
    },
    stop() {
      box.removeEventListener("scroll", fade);
      size.disconnect();
    },
  };
}
