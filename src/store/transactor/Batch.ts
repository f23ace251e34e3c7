/**
 * A batch: programs decided one after the other, each on the facts that the ones before it left,
 * to be committed all at once.
 *
 * @internal
 * @module
 */
import type { Exit } from "effect"

import * as Collection from "../Collection.ts"
import * as Key from "../Key.ts"
import type { Commit, HostWork, JournalDraft, Put, Touch } from "../Store.ts"
import type { Attempt, View } from "./Attempt.ts"
import * as Slot from "./Slot.ts"
import type { Answered, Submission } from "./Submission.ts"

/** A program of a batch, with what it came to and its run. */
export interface Member {
  readonly submission: Submission
  readonly attempt: Attempt
  readonly exit: Exit.Exit<Answered, unknown>
}

/** See the module. */
export class Batch implements View {
  readonly members: Array<Member> = []
  instant: number
  private readonly base: Omit<View, "instant">
  private readonly overlay = new Map<string, Slot.Slot>()
  /** The committed fact under each key that a member read. */
  private readonly touched = new Map<string, Slot.Slot>()
  private readonly entries: Array<JournalDraft> = []

  constructor(base: Omit<View, "instant">, instant: number) {
    this.base = base
    this.instant = instant
  }

  // What a member read comes before the cache, which may have forgotten or changed it meanwhile.
  find = (name: string): Slot.Slot | undefined =>
    this.overlay.get(name) ?? this.touched.get(name) ?? this.base.find(name)
  registered: View["registered"] = (collection) => this.base.registered(collection)
  get load() {
    return this.base.load
  }
  get loadMembers() {
    return this.base.loadMembers
  }

  /** The number of keys that the commit touches. */
  get size(): number {
    return this.touched.size
  }

  /** Whether the commit would touch at most so many keys with a run in it. */
  hasRoom({ reads }: Attempt, most: number): boolean {
    if (this.touched.size + reads.size <= most) return true
    let size = this.touched.size
    for (const [name, slot] of reads) if (this.isNew(name, slot)) size += 1
    return size <= most
  }

  /** Whether everything that a run read is still the newest fact here. */
  stillHolds(attempt: Attempt): boolean {
    for (const [name, read] of attempt.reads) {
      const present = this.find(name)
      // What nobody remembers is left to the commit, which expects the version that was read.
      if (present === undefined ? read.version === Slot.pending : !Slot.same(present, read))
        return false
    }
    return true
  }

  /** Takes a finished run in: its reads are validated with the commit, and where it succeeded its writes follow. */
  admit(member: Member): void {
    const { attempt, exit } = member
    this.members.push(member)
    this.instant = Math.max(this.instant, attempt.instant)
    for (const [name, slot] of attempt.reads)
      if (this.isNew(name, slot)) this.touched.set(name, slot)
    if (exit._tag === "Failure") return
    for (const [name, slot] of attempt.writes) this.overlay.set(name, slot)
    this.entries.push(...attempt.entries)
  }

  /** The commit of all members. */
  toCommit(): Commit {
    const alongside = this.members.flatMap(hostWork)[0]
    return {
      touches: Array.from(this.touched, ([name, base]) => this.toTouch(name, base)),
      entries: this.entries,
      instant: this.instant,
      ...(alongside === undefined ? {} : { alongside }),
    }
  }

  /** The facts that the commits' keys stood for, for deciding again. */
  get facts(): ReadonlyMap<string, Slot.Slot> {
    return this.touched
  }

  /** The facts that hold once the commit has this number. */
  *settled(version: number): Generator<readonly [string, Slot.Slot]> {
    for (const [name, slot] of this.overlay) {
      Slot.settle(slot, slot.value === undefined ? 0 : version, this.instant)
      yield [name, slot]
    }
  }

  private isNew(name: string, slot: Slot.Slot): boolean {
    return slot.version !== Slot.pending && !this.touched.has(name)
  }

  private toTouch(name: string, base: Slot.Slot): Touch {
    const { key, version: expected } = base
    const slot = this.overlay.get(name)
    if (slot === undefined) return { key, expected }
    if (slot.value !== undefined) return { key, expected, write: this.toPut(slot, base) }
    return expected === 0 ? { key, expected } : { key, expected, write: { _tag: "Remove" } }
  }

  private toPut(slot: Slot.Slot, base: Slot.Slot): Put {
    const { collection, value } = slot
    if (collection === undefined) throw new Error(`no collection for ${Key.toString(slot.key)}`)
    const index = Collection.indexEntries(collection, value)
    const put: Put = {
      _tag: "Put",
      asOf: this.instant,
      schema: collection.version,
      body: JSON.stringify(collection.encode(value)),
    }
    return !slot.reindexed && keepsEntries(collection, base, index) ? put : { ...put, index }
  }
}

// A refusal does nothing, and what is repeated was done before, the host's work included.
const hostWork = ({ submission: { alongside }, exit }: Member): ReadonlyArray<HostWork> =>
  alongside !== undefined && exit._tag === "Success" && exit.value.repeats === undefined
    ? [alongside]
    : []

// Most writes leave every index entry where it is, and then the store need not touch them.
const keepsEntries = (
  collection: Collection.Collection<unknown>,
  base: Slot.Slot,
  index: ReadonlyArray<{ readonly index: string; readonly at: string }>,
): boolean => {
  if (base.version === 0 || !base.decoded) return base.version === 0 && index.length === 0
  const before = Collection.indexEntries(collection, base.value)
  return (
    before.length === index.length &&
    before.every((entry, i) => entry.index === index[i]?.index && entry.at === index[i]?.at)
  )
}
