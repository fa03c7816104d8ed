/** One flight per key: callers who ask for the same thing at the same time share one answer. */
import { setMaxListeners } from 'node:events';
import { Fault } from './fault.ts';

interface Flight<T> {
  readonly answer: Promise<T>;
  readonly abort: AbortController;
  passengers: number;
}

export class Flights<T> {
  readonly #flights = new Map<string, Flight<T>>();

  /**
   * Joins the flight under way for `key`, or starts one. A caller who cancels leaves; the flight itself is cancelled
   * when nobody is left on it.
   * @throws what `start` throws; Fault `cancelled` for the caller whose signal fires.
   */
  async join(key: string, start: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    if (signal.aborted) throw new Fault('cancelled', 'cancelled');
    const flight = this.#flights.get(key) ?? this.#depart(key, start);
    flight.passengers++;
    // One signal cancels a whole reading, which asks for many things at once.
    setMaxListeners(0, signal);
    let leave: () => void = () => {};
    const left = new Promise<never>((_, reject) => {
      leave = () => reject(new Fault('cancelled', 'cancelled'));
      signal.addEventListener('abort', leave, { once: true });
    });
    try {
      return await Promise.race([flight.answer, left]);
    } finally {
      signal.removeEventListener('abort', leave);
      flight.passengers--;
      if (flight.passengers === 0) this.#land(key, flight);
    }
  }

  #depart(key: string, start: (signal: AbortSignal) => Promise<T>): Flight<T> {
    const abort = new AbortController();
    const flight = { answer: start(abort.signal), abort, passengers: 0 };
    this.#flights.set(key, flight);
    // Passengers hear of a failure themselves; when all have left nobody wants to.
    flight.answer.catch(() => {});
    return flight;
  }

  #land(key: string, flight: Flight<T>): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
    flight.abort.abort();
  }
}
