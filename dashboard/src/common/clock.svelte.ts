/** The time now, twice a second, for ages and countdowns. One timer for all of them. */
class Clock {
  /** Unix ms of this machine. */
  now = $state(Date.now());
  /** Server clock minus ours, ms. */
  offset = $state.raw(0);

  constructor() {
    setInterval(() => (this.now = Date.now()), 500);
  }

  /** Unix ms at the server; ages of server instants are measured with it, so a wrong wall PC clock does no harm. */
  get server(): number {
    return this.now + this.offset;
  }
}

export const clock = new Clock();
