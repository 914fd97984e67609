// What the page is watched with, from the outside: the application runs as it is shipped. Runs in the browser before
// anything of the page does, so it may use nothing of this module.

export interface Recording {
  /** Connection states and banners as they reached the document, Unix ms. */
  phases: { at: number; phase: string; banner: 'none' | 'stale' | 'disconnected' }[];
  /** Messages of the hub as the socket handed them over, Unix ms; only those that {@link Recording.wants} names. */
  messages: { at: number; text: string }[];
  wants: string[];
  /** Times at which the moving layer of the map was drawn, and when the frame after it began: then it is on the screen. */
  draws: { at: number; shownAt: number }[];
  /** Work done in animation frames that took in events, ms: from the callback's start to the changed document, laid out. */
  applied: { at: number; ms: number; changed: boolean }[];
  /** Milliseconds that the socket's listeners took, in all. */
  takingMs: number;
}

declare global {
  interface Window {
    recording: Recording;
  }
}

export function record(): void {
  const recording: Recording = { phases: [], messages: [], wants: [], draws: [], applied: [], takingMs: 0 };
  window.recording = recording;

  let last = '';
  let isChanged = false;
  let isLooking = false;
  const look = (): void => {
    isLooking = false;
    const phase = document.querySelector('[data-testid=connection]')?.getAttribute('data-phase') ?? '';
    const banner = document.querySelector('[data-testid=disconnected]') ? 'disconnected' : document.querySelector('[data-testid=stale]') ? 'stale' : 'none';
    if (last === phase + banner) return;
    last = phase + banner;
    recording.phases.push({ at: Date.now(), phase, banner });
  };
  new MutationObserver(() => {
    isChanged = true;
    // After the work that is being measured: looking takes time too.
    if (!isLooking) setTimeout(look);
    isLooking = true;
  }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });

  const Native = window.WebSocket;
  window.WebSocket = class extends Native {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener('message', ({ data }: MessageEvent<string>) => {
        if (recording.wants.some((target) => data.includes(`"target":"${target}"`))) recording.messages.push({ at: Date.now(), text: data });
      });
    }

    override set onmessage(listener: ((event: MessageEvent) => void) | null) {
      super.onmessage = listener && ((event: MessageEvent) => {
        const from = performance.now();
        listener.call(this, event);
        recording.takingMs += performance.now() - from;
      });
    }
  };

  const request = window.requestAnimationFrame.bind(window);
  // The map puts its moving things there as one image.
  const put = CanvasRenderingContext2D.prototype.putImageData;
  CanvasRenderingContext2D.prototype.putImageData = function (this: CanvasRenderingContext2D, ...given: unknown[]) {
    if (this.canvas.className.includes('top')) {
      const draw = { at: Date.now(), shownAt: 0 };
      recording.draws.push(draw);
      request(() => (draw.shownAt = Date.now()));
    }
    put.apply(this, given as Parameters<typeof put>);
  };

  window.requestAnimationFrame = (callback) =>
    request((time) => {
      const from = performance.now();
      isChanged = false;
      callback(time);
      // After the microtasks that the callback queued: by then the components have changed the document.
      queueMicrotask(() => queueMicrotask(() => {
        // Layout, which the browser would do a little later in the same frame, is a cost of the change too.
        if (isChanged) document.documentElement.getBoundingClientRect();
        recording.applied.push({ at: Date.now(), ms: performance.now() - from, changed: isChanged });
      }));
    });
}
