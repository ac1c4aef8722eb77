// A text area whose text goes to the server as one message when it is left: a text that is too long for that is kept out,
// so that a huge paste neither cuts the connection nor loses what was there.
const encoder = new TextEncoder();

export function attach(area, owner, limit) {
  let kept = area.value;
  let refused = false;

  // The server may have put another text there since.
  function beforeInput() {
    kept = area.value;
  }

  function input() {
    const bytes = encoder.encode(JSON.stringify(area.value)).length;
    const tooLong = bytes > limit;
    if (tooLong) {
      area.value = kept;
      owner.invokeMethodAsync("RefuseLength", bytes);
    } else {
      kept = area.value;
      if (refused) owner.invokeMethodAsync("ForgetRefusal");
    }
    refused = tooLong;
  }

  area.addEventListener("beforeinput", beforeInput);
  area.addEventListener("input", input);

  return {
    stop() {
      area.removeEventListener("beforeinput", beforeInput);
      area.removeEventListener("input", input);
    },
  };
}
