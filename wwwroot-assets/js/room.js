// The seat in a room belongs to a tab: it comes back after a reload, and does not follow into a new tab.
const SEAT = "patchscopes.seat";
// The keys of the rooms that were opened here belong to the browser: a closed tab loses no room.
const ROOMS = "patchscopes.rooms";
const MOST = 20;

function read(storage, name, otherwise) {
  try {
    return JSON.parse(storage.getItem(name) ?? "null") ?? otherwise;
  } catch {
    return otherwise;
  }
}

function write(storage, name, value) {
  try {
    storage.setItem(name, JSON.stringify(value));
  } catch {
    // Without storage the seat is lost with a reload, and code or key is typed again.
  }
}

export function seat() {
  const seat = read(sessionStorage, SEAT, null);
  return typeof seat?.code !== "string" ? null
    : { code: seat.code, ownerKey: typeof seat.ownerKey === "string" ? seat.ownerKey : null, isBranched: seat.isBranched === true };
}

export function sit(code, ownerKey, isBranched) {
  write(sessionStorage, SEAT, { code, ownerKey, isBranched });
  if (ownerKey)
    write(localStorage, ROOMS, [{ code, ownerKey }, ...rooms().filter(room => room.code !== code)].slice(0, MOST));
}

export function rise() {
  try {
    sessionStorage.removeItem(SEAT);
  } catch {
    // Then there is nothing to remove.
  }
}

export function rooms() {
  const rooms = read(localStorage, ROOMS, []);
  return Array.isArray(rooms) ? rooms.filter(room => typeof room?.code === "string" && typeof room.ownerKey === "string") : [];
}

export function forget(code) {
  write(localStorage, ROOMS, rooms().filter(room => room.code !== code));
}
