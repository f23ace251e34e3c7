/**
 * A batch: programs decided one after the other, each on the facts that the ones before it left,
 * to be committed all at once.
 *
 * @internal
 * @module
 */
import { type Exit, Option } from "effect"

import * as Collection from "../Collection.ts"
import * as Key from "../Key.ts"
import type { Commit, HostWork, JournalDraft, Put, Touch } from "../Store.ts"
import type { Attempt } from "./Attempt.ts"
import * as Slot from "./Slot.ts"
import type { Answered, Submission } from "./Submission.ts"
import type { View } from "./View.ts"

/** A program of a batch, with what it came to and its run. */
export interface Member {
  readonly submission: Submission
  readonly attempt: Attempt
  readonly exit: Exit.Exit<Answered, unknown>
}

/** A key that members read: its committed fact, and the newest one, which a member may have left. */
interface Touched {
  readonly base: Slot.Slot
  latest: Slot.Slot
}

/** See the module. */
export class Batch implements View {
  readonly members: Array<Member> = []
  instant: number
  private readonly base: Omit<View, "instant">
  private readonly touched = new Map<string, Touched>()
  private readonly entries: Array<JournalDraft> = []

  constructor(base: Omit<View, "instant">, instant: number) {
    this.base = base
    this.instant = instant
  }

  // What a member read comes before the cache, which may have forgotten or changed it meanwhile.
  find = (name: string): Slot.Slot | undefined =>
    this.touched.get(name)?.latest ?? this.base.find(name)
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
  hasRoom({ accesses }: Attempt, most: number): boolean {
    if (this.touched.size + accesses.size <= most) return true
    let size = this.touched.size
    for (const [name, { read }] of accesses) if (this.isNew(name, read)) size += 1
    return size <= most
  }

  /** Whether everything that a run read is still the newest fact here. */
  stillHolds(attempt: Attempt): boolean {
    for (const [name, { read }] of attempt.accesses) {
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
    const succeeded = exit._tag === "Success"
    for (const [name, { read, write }] of attempt.accesses) {
      const known = this.touched.get(name)
      const latest = succeeded ? write : undefined
      if (known !== undefined) known.latest = latest ?? known.latest
      else if (read.version !== Slot.pending)
        this.touched.set(name, { base: read, latest: latest ?? read })
    }
    if (succeeded) this.entries.push(...attempt.entries)
  }

  /** The commit of all members. */
  toCommit(): Commit {
    const alongside = this.members.flatMap(hostWork)[0]
    return {
      touches: Array.from(this.touched.values(), (touched) => this.toTouch(touched)),
      entries: this.entries,
      instant: this.instant,
      ...(alongside === undefined ? {} : { alongside }),
    }
  }

  /** The committed facts that the commit's keys stood for, for deciding again. */
  facts(): Map<string, Slot.Slot> {
    return new Map(Array.from(this.touched, ([name, { base }]) => [name, base]))
  }

  /** Hands over the facts that hold once the commit has this number. */
  settle(version: number, keep: (name: string, slot: Slot.Slot) => void): void {
    for (const [name, { base, latest }] of this.touched) {
      if (latest === base) continue
      Slot.settle(latest, Option.isNone(latest.value) ? 0 : version, this.instant)
      keep(name, latest)
    }
  }

  private isNew(name: string, slot: Slot.Slot): boolean {
    return slot.version !== Slot.pending && !this.touched.has(name)
  }

  private toTouch({ base, latest }: Touched): Touch {
    const { key, version: expected } = base
    if (latest === base) return { key, expected }
    if (Option.isSome(latest.value))
      return { key, expected, write: this.toPut(latest, latest.value.value, base) }
    return expected === 0 ? { key, expected } : { key, expected, write: { _tag: "Remove" } }
  }

  private toPut({ key, collection, reindexed }: Slot.Slot, value: unknown, base: Slot.Slot): Put {
    if (collection === undefined) throw new Error(`no collection for ${Key.toString(key)}`)
    const index = Collection.indexEntries(collection, value)
    const body = JSON.stringify(collection.encode(value))
    const { instant: asOf } = this
    const { version: schema } = collection
    return !reindexed && keepsEntries(collection, base, index)
      ? { _tag: "Put", asOf, schema, body }
      : { _tag: "Put", asOf, schema, body, index }
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
  const before = Option.isSome(base.value)
    ? Collection.indexEntries(collection, base.value.value)
    : []
  return (
    before.length === index.length &&
    before.every((entry, i) => entry.index === index[i]?.index && entry.at === index[i]?.at)
  )
}
