/**
 * Counting who has which value while a resolution changes, and which values become generic by it.
 *
 * @module
 */
import * as LinkageModel from "../linkage/LinkageModel.ts"
import type { FieldName, LinkRecord } from "../linkage/LinkRecord.ts"
import * as GenericValue from "./GenericValue.ts"
import { Lists, Overlay } from "./Overlay.ts"
import type { Resolution } from "./Resolution.ts"

const keyOf = ({ field, value }: GenericValue.TellingValue): string => `${field}\u0000${value}`

/** The counts of a resolution that is changing. */
export class GenericCounting {
  readonly #linker: Resolution["linker"]
  readonly #holdings: Lists
  readonly #generic: Overlay<GenericValue.GenericValue>
  /** Values of which more or fewer records are there. */
  readonly #counted = new Map<string, GenericValue.TellingValue>()

  constructor({ linker, holdings, generic }: Resolution) {
    this.#linker = linker
    this.#holdings = new Lists(holdings)
    this.#generic = new Overlay(generic)
  }

  add(record: LinkRecord): void {
    for (const key of this.#count(record)) this.#holdings.append(key, record.id)
  }

  remove(record: LinkRecord): void {
    for (const key of this.#count(record)) this.#holdings.drop(key, record.id)
  }

  #count(record: LinkRecord): ReadonlyArray<string> {
    return GenericValue.tellingValues(record).map((told) => {
      const key = keyOf(told)
      this.#counted.set(key, told)
      return key
    })
  }

  /** Finds which values are generic now, and the records for which that is news. */
  recognise(recordOf: (recordId: string) => LinkRecord | undefined): ReadonlySet<string> {
    const surprised = new Set<string>()
    for (const [key, told] of this.#counted) {
      const recordIds = this.#holdings.get(key) ?? []
      const faded = this.#linker.fadedOf?.(told)
      const held = { ...told, recordIds, ...(faded === undefined ? {} : { faded }) }
      const found = GenericValue.recognise(held, recordOf, this.#linker.limits)
      const known = this.#generic.get(key)
      if (known === undefined && found === undefined) continue
      this.#generic.set(key, found)
      if (known === undefined || found === undefined) for (const id of recordIds) surprised.add(id)
    }
    return surprised
  }

  /** A record without its generic values. */
  without(record: LinkRecord): LinkRecord {
    const found = new Map<FieldName, Set<string>>()
    for (const told of GenericValue.tellingValues(record))
      if (this.#generic.get(keyOf(told)) !== undefined)
        found.set(told.field, new Set(found.get(told.field)).add(told.value))
    return found.size === 0 ? record : LinkageModel.withoutGeneric(found, record)
  }

  finish(): Pick<Resolution, "holdings" | "generic"> {
    return { holdings: this.#holdings.finish(), generic: this.#generic.finish() }
  }
}
