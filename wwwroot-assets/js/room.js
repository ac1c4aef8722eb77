// The seat in a room belongs to a tab: it comes back after a reload, and does not follow into a new tab.
const SEAT = "patchscopes.seat";

export function seat() {
  try {
    const seat = JSON.parse(sessionStorage.getItem(SEAT) ?? "null");
    return typeof seat?.code === "string" ? { code: seat.code, ownerKey: typeof seat.ownerKey === "string" ? seat.ownerKey : null } : null;
  } catch {
    return null;
  }
}

export function sit(code, ownerKey) {
  try {
    sessionStorage.setItem(SEAT, JSON.stringify({ code, ownerKey }));
  } catch {
    // Without storage the seat is lost with a reload, and the code is typed again.
  }
}

export function rise() {
  try {
    sessionStorage.removeItem(SEAT);
  } catch {
    // Then there is nothing to remove.
  }
}
