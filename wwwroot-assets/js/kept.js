// What this browser remembers of its runs, in its own storage: the server has no account and no cookie for it.
const KEPT = "patchscopes.kept";
const RECENT = "patchscopes.recent";
const MOST_RECENT = 50;

function read(name) {
  try {
    const list = JSON.parse(localStorage.getItem(name) ?? "[]");
    return Array.isArray(list) ? list.filter(item => item && typeof item === "object") : [];
  } catch {
    return [];
  }
}

function write(name, list) {
  try {
    localStorage.setItem(name, JSON.stringify(list));
    return true;
  } catch {
    // Full, or forbidden by the visitor: the page says so.
    return false;
  }
}

const text = value => typeof value === "string" ? value : "";

export const kept = () => read(KEPT).map(run => ({ id: text(run.id), ownerKey: text(run.ownerKey), title: text(run.title), about: text(run.about), kept: text(run.kept), expires: text(run.expires) }));
export const keep = run => write(KEPT, [run, ...read(KEPT).filter(other => other.id !== run.id)]);
export const forget = id => write(KEPT, read(KEPT).filter(run => run.id !== id));

export const recent = () => read(RECENT).map(run => ({ link: text(run.link), asked: text(run.asked), about: text(run.about), when: text(run.when) }));
export const remember = run => write(RECENT, [run, ...read(RECENT).filter(other => other.asked !== run.asked)].slice(0, MOST_RECENT));
export const forgetRecent = () => write(RECENT, []);
