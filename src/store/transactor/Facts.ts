/**
 * The bounded cache of a lane: facts that were true when last heard of. Commits validate them.
 *
 * @internal
 * @module
 */
import { Option } from "effect"

import * as Key from "../Key.ts"
import type { Snapshot } from "../Store.ts"
import type { TransactionError } from "../TransactionError.ts"
import * as Catalog from "./Catalog.ts"
import * as Slot from "./Slot.ts"

/** See the module. Two generations approximate least-recently-used without a list. */
export class Facts {
  private young = new Map<string, Slot.Slot>()
  private old = new Map<string, Slot.Slot>()
  private readonly catalog = new Map<string, Catalog.Entry>()
  private readonly capacity: number

  /** @param capacity the number of records kept at most */
  constructor(capacity: number) {
    this.capacity = capacity
  }

  find(name: string): Slot.Slot | undefined {
    const recent = this.young.get(name)
    if (recent !== undefined) return recent
    const aged = this.old.get(name)
    if (aged !== undefined) this.keep(name, aged)
    return aged
  }

  /** Keeps a fact that is newer than whatever was known. */
  keep(name: string, slot: Slot.Slot): void {
    if (this.young.size >= this.capacity / 2) {
      this.old = this.young
      this.young = new Map()
    }
    this.young.set(name, slot)
    if (slot.key.collection === Catalog.Entries.name) this.register(slot)
  }

  /** Learns what a read found, unless something newer became known while it was under way. */
  learn(snapshot: Snapshot): Slot.Slot {
    const name = Key.toString(snapshot.key)
    const known = this.find(name)
    if (known !== undefined && known.version >= (snapshot.record?.version ?? 0)) return known
    const slot = Slot.committed(snapshot)
    this.keep(name, slot)
    return slot
  }

  forget(name: string): void {
    this.young.delete(name)
    this.old.delete(name)
  }

  forgetAll(): void {
    this.young.clear()
    this.old.clear()
  }

  /** The catalog's entry of a collection; entries are few and never removed, so all stay. */
  registered(collection: string): Catalog.Entry | undefined {
    return this.catalog.get(collection)
  }

  /**
   * Forgets the fact that made a program fail before any commit could validate it: another process
   * may have filled the index, or mended the record. `false` where there is no such fact.
   */
  doubt(error: TransactionError): boolean {
    switch (error._tag) {
      case "IndexNotReady":
        this.catalog.delete(error.collection)
        this.forget(Key.toString({ collection: Catalog.Entries.name, id: error.collection }))
        return true
      case "FutureSchema":
      case "RecordCorrupt":
        this.forget(Key.toString(error.key))
        return true
      default:
        return false
    }
  }

  private register(slot: Slot.Slot): void {
    if (Slot.decode(Catalog.Entries, slot) !== undefined) return
    const entry = Slot.valueOf<Catalog.Entry>(slot)
    if (Option.isSome(entry)) this.catalog.set(slot.key.id, entry.value)
  }
}
