/**
 * Tells schedules apart: two blocks with equal hashes asked the same inputs of the same classes at the same times, in the
 * same order. No secret and no proof against intent; 64 bits, in the manner of FNV-1a with MurmurHash3's multipliers.
 */
export class ScheduleHash {
  #low = 0x811c9dc5;
  #high = 0x9e3779b9;

  /** One request: its class, its input (0 where inputs are not known) and when it is due. */
  add(classIndex: number, itemIndex: number, dueAtMs: number): void {
    for (const value of [classIndex, itemIndex, Math.round(dueAtMs * 1000)]) {
      this.#low = Math.imul(this.#low ^ value, 0x01000193);
      this.#low ^= this.#low >>> 15;
      this.#high = Math.imul(this.#high ^ value, 0x85ebca6b);
      this.#high ^= this.#high >>> 13;
    }
  }

  /** 16 hexadecimal digits. */
  digest(): string {
    return [this.#high, this.#low].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
  }
}
