/**
 * A map that is changing on top of one that stays as it is.
 *
 * @module
 */
import { HashMap, Option } from "effect"

/** Writes go into a map of their own, and become another immutable map at the end. */
export class Overlay<V> {
  readonly #below: HashMap.HashMap<string, V>
  /** What was written; undefined where it was taken away. */
  readonly #written = new Map<string, V | undefined>()

  constructor(below: HashMap.HashMap<string, V>) {
    this.#below = below
  }

  get(key: string): V | undefined {
    const written = this.#written.get(key)
    if (written !== undefined || this.#written.has(key)) return written
    return Option.getOrUndefined(HashMap.get(this.#below, key))
  }

  /** Writes a value, or takes it away. */
  set(key: string, value: V | undefined): void {
    this.#written.set(key, value)
  }

  finish(): HashMap.HashMap<string, V> {
    return HashMap.mutate(this.#below, (map) => {
      for (const [key, value] of this.#written)
        if (value === undefined) HashMap.remove(map, key)
        else HashMap.set(map, key, value)
    })
  }
}

/** Lists of texts that are changing; an empty one is none. */
export class Lists extends Overlay<ReadonlyArray<string>> {
  /** Lists that nobody else has, so that a long one is not copied for each of its items. */
  readonly #own = new Map<string, Array<string>>()

  /** Puts an item at the end of a list. */
  append(key: string, item: string): void {
    const own = this.#own.get(key)
    if (own !== undefined) {
      own.push(item)
      return
    }
    const made = [...(this.get(key) ?? []), item]
    this.#own.set(key, made)
    this.set(key, made)
  }

  /** Takes an item out of a list. */
  drop(key: string, item: string): void {
    this.#own.delete(key)
    const left = (this.get(key) ?? []).filter((other) => other !== item)
    this.set(key, left.length === 0 ? undefined : left)
  }
}
