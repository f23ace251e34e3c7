/**
 * Which records share a key, while a resolution changes.
 *
 * @module
 */
import { everyone } from "./Linker.ts"
import { Lists } from "./Overlay.ts"
import type { Resolution } from "./Resolution.ts"

/** The records of each key; those of a crowded one are not told. */
export class BlockIndex {
  readonly #perKey: number
  readonly #blocks: Lists
  /** Keys of which more or fewer records are there, and whether they were crowded. */
  readonly #changed = new Map<string, boolean>()

  constructor({ blocks, linker }: Resolution) {
    this.#blocks = new Lists(blocks)
    this.#perKey = linker.limits.perKey
  }

  add(key: string, id: string): void {
    this.#change(key)
    this.#blocks.append(key, id)
  }

  remove(key: string, id: string): void {
    this.#change(key)
    this.#blocks.drop(key, id)
  }

  #change(key: string): void {
    if (!this.#changed.has(key)) this.#changed.set(key, this.#isCrowded(key))
  }

  #isCrowded(key: string): boolean {
    return key !== everyone && (this.#blocks.get(key)?.length ?? 0) > this.#perKey
  }

  /** The records of a key; none where there are too many. */
  sharing(key: string): ReadonlyArray<string> {
    return this.#isCrowded(key) ? [] : (this.#blocks.get(key) ?? [])
  }

  /** The records of keys that became crowded, or are it no longer, since this was asked last. */
  surprised(): ReadonlySet<string> {
    const found = new Set<string>()
    for (const [key, wasCrowded] of this.#changed) {
      if (this.#isCrowded(key) === wasCrowded) continue
      this.#changed.set(key, !wasCrowded)
      for (const id of this.#blocks.get(key) ?? []) found.add(id)
    }
    return found
  }

  finish(): Resolution["blocks"] {
    return this.#blocks.finish()
  }
}
