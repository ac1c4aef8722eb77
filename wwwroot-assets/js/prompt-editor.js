// A prompt's text area: grows with its text, sends what is typed at most once per pause, runs at once on Ctrl/Cmd+Enter,
// and refuses a text that is too long for one message, so that a huge paste neither cuts the connection nor loses what
// was there.
const pauseMs = 60;
const encoder = new TextEncoder();

function size(text) {
  return { characters: text.length, bytes: encoder.encode(JSON.stringify(text)).length };
}

export function attach(area, editor, limits) {
  // What the server wrote, which is not what stands there where somebody typed before this script came.
  const given = area.defaultValue.replace(/\r\n?/g, "\n");
  let sent = given;
  let kept = given;
  let timer = 0;
  let last = 0;
  let refused = false;

  function grow() {
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
  }

  function send() {
    clearTimeout(timer);
    timer = 0;
    last = performance.now();
    if (area.value === sent) return;
    sent = area.value;
    editor.invokeMethodAsync("TypeAsync", sent);
  }

  // What is clicked next (a preset) must come after what was typed, or the typing would overwrite it.
  function blur() {
    if (timer) send();
  }

  function fits(text) {
    const { characters, bytes } = size(text);
    const tooLong = characters > limits.characters || bytes > limits.bytes;
    if (tooLong) editor.invokeMethodAsync("RefuseLength", characters, bytes);
    else if (refused) editor.invokeMethodAsync("ForgetRefusal");
    refused = tooLong;
    return !tooLong;
  }

  function beforeInput(event) {
    const added = event.data ?? event.dataTransfer?.getData("text/plain");
    if (added == null) return;
    const text = area.value.slice(0, area.selectionStart) + added + area.value.slice(area.selectionEnd);
    if (text.length > limits.characters && !fits(text)) event.preventDefault();
  }

  function input() {
    if (!fits(area.value)) {
      area.value = kept;
      return;
    }
    kept = area.value;
    grow();
    if (!timer) timer = setTimeout(send, Math.max(0, pauseMs - (performance.now() - last)));
  }

  function keydown(event) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    // Messages arrive in their order. Waiting for the text's answer would wait for its whole run, and then run it again.
    send();
    editor.invokeMethodAsync("RunAsync");
  }

  area.addEventListener("beforeinput", beforeInput);
  area.addEventListener("input", input);
  area.addEventListener("keydown", keydown);
  area.addEventListener("blur", blur);
  window.addEventListener("resize", grow);
  document.fonts?.ready.then(grow);
  grow();
  if (area.value !== given) input();

  return {
    setText(text) {
      clearTimeout(timer);
      timer = 0;
      sent = kept = text;
      area.value = text;
      grow();
    },
    stop() {
      clearTimeout(timer);
      area.removeEventListener("beforeinput", beforeInput);
      area.removeEventListener("input", input);
      area.removeEventListener("keydown", keydown);
      area.removeEventListener("blur", blur);
      window.removeEventListener("resize", grow);
    },
  };
}
