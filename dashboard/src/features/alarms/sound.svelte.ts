import type { AlarmPriority } from '../../contracts';

const KEY = 'opshub.sound';
/** Hz; higher is more urgent. */
const PITCH: Record<AlarmPriority, number> = { p1: 988, p2: 740, p3: 554, diagnostic: 415 };

/** One chime per alarm, never a siren. Browsers stay silent until the first click on the page, which signing in is. */
class Sound {
  isOn = $state(localStorage.getItem(KEY) !== 'off');
  #context: AudioContext | null = null;

  toggle(): void {
    this.isOn = !this.isOn;
    localStorage.setItem(KEY, this.isOn ? 'on' : 'off');
  }

  chime(priority: AlarmPriority): void {
    if (!this.isOn || typeof AudioContext === 'undefined') return;
    this.#context ??= new AudioContext();
    const { currentTime: t, destination } = this.#context;
    [0, 0.18].slice(0, priority === 'p1' ? 2 : 1).forEach((delay) => {
      const tone = this.#context!.createOscillator();
      const gain = this.#context!.createGain();
      tone.frequency.value = PITCH[priority];
      gain.gain.setValueAtTime(0.0001, t + delay);
      gain.gain.exponentialRampToValueAtTime(0.2, t + delay + 0.02);
      gain.gain.exponentialRampToValueAtTime(0.0001, t + delay + 0.5);
      tone.connect(gain).connect(destination);
      tone.start(t + delay);
      tone.stop(t + delay + 0.55);
    });
  }
}

export const sound = new Sound();
