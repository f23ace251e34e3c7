/**
 * One run of a program: it keeps what was read and what would be written.
 *
 * @internal
 * @module
 */
import { Context, Effect, Option, Random } from "effect"

import * as Admission from "../Admission.ts"
import * as Collection from "../Collection.ts"
import type { JournalStream } from "../JournalStream.ts"
import * as Key from "../Key.ts"
import type { JournalDraft } from "../Store.ts"
import type { TransactionShape } from "../Transaction.ts"
import { IndexNotReady, type TransactionError } from "../TransactionError.ts"
import * as Catalog from "./Catalog.ts"
import * as Guards from "./Guards.ts"
import * as Slot from "./Slot.ts"
import { type Access, newest, type Origin, type Restart, type View } from "./View.ts"

/** See the module. Everything that is in memory is answered at once; the rest is fetched first. */
export class Attempt implements TransactionShape {
  /** What was done with each key, by its name. Nothing is written that was not read. */
  readonly accesses = new Map<string, Access>()
  readonly entries: Array<JournalDraft> = []
  /** A failure outside the program's own errors: it overrides whatever the program made of it. */
  failed: TransactionError | undefined
  restart: Restart | undefined
  /** The effective instant: never before the writing of anything that was read. */
  instant: number
  view: View
  /** Whether the program knows the instant, which may not change any more then. */
  private told = false
  private draws = 0
  /** Collections that the catalog knows, or will know with this commit; mostly nobody asks. */
  private entered: Set<string> | undefined
  private readonly origin: Origin

  constructor(view: View, origin: Origin) {
    this.view = view
    this.instant = view.instant
    this.origin = origin
  }

  get now(): Effect.Effect<number> {
    return Effect.sync(() => {
      this.told = true
      return this.instant
    })
  }

  get random(): Effect.Effect<number> {
    return Effect.sync(() => this.draw())
  }

  get id(): Effect.Effect<string> {
    return Effect.sync(() =>
      Array.from({ length: 8 }, () =>
        Math.floor(this.draw() * 0x1_0000)
          .toString(16)
          .padStart(4, "0"),
      ).join(""),
    )
  }

  get<A>(collection: Collection.Collection<A>, id: string): Effect.Effect<Option.Option<A>> {
    return Effect.suspend(() => {
      const key = Collection.key(collection, id)
      const access = this.access(Key.toString(key))
      return access === undefined
        ? this.fetch([key], () => this.get(collection, id))
        : this.valueOf(collection, newest(access))
    })
  }

  getAll<A>(
    collection: Collection.Collection<A>,
    ids: ReadonlyArray<string>,
  ): Effect.Effect<ReadonlyArray<Option.Option<A>>> {
    return Effect.suspend(() => {
      const missing: Array<Key.Key> = []
      const found: Array<Slot.Slot> = []
      for (const id of ids) {
        const key = Collection.key(collection, id)
        const access = this.access(Key.toString(key))
        if (access === undefined) missing.push(key)
        else found.push(newest(access))
      }
      return missing.length > 0
        ? this.fetch(missing, () => this.getAll(collection, ids))
        : this.valuesOf(collection, found)
    })
  }

  insert<A>(collection: Collection.Collection<A>, value: NoInfer<A>): Effect.Effect<boolean> {
    return Effect.suspend(() => {
      const key = Collection.key(collection, collection.id(value))
      const access = this.presumed(key)
      if (access === undefined) return this.fetch([key], () => this.insert(collection, value))
      return Effect.flatMap(this.valueOf(collection, newest(access)), (found) =>
        Option.isSome(found)
          ? Effect.succeed(false)
          : Effect.as(this.write(collection, key, access, value), true),
      )
    })
  }

  put<A>(collection: Collection.Collection<A>, value: NoInfer<A>): Effect.Effect<void> {
    return this.change(collection, collection.id(value), value)
  }

  remove<A>(collection: Collection.Collection<A>, id: string): Effect.Effect<void> {
    return this.change(collection, id, undefined)
  }

  reindex<A>(collection: Collection.Collection<A>, id: string): Effect.Effect<void> {
    return Guards.reindex(this, collection, id)
  }

  query<A, I extends string>(
    collection: Collection.Collection<A, I>,
    index: I,
    parts: ReadonlyArray<Key.Part>,
  ): Effect.Effect<ReadonlyArray<A>> {
    return Guards.query(this, collection, index, parts)
  }

  append<A extends { readonly _tag: string }>(
    stream: JournalStream<A>,
    fact: NoInfer<A>,
    options?: { readonly occurredAt?: number | undefined },
  ): Effect.Effect<void> {
    return Effect.sync(() => {
      if (options?.occurredAt === undefined) this.told = true
      else if (!Number.isSafeInteger(options.occurredAt))
        throw new RangeError(`a fact that occurred at ${options.occurredAt}`)
      const { header } = this.origin
      this.entries.push({
        stream: stream.name,
        type: fact._tag,
        schema: stream.version,
        body: JSON.stringify(stream.encode(fact)),
        occurredAt: options?.occurredAt ?? this.instant,
        commandId: header?.commandId,
        actor: header?.actor,
        reason: header?.reason,
      })
    })
  }

  /**
   * Reads a record, taking it as absent where nothing is known of it: the commit will tell, and
   * after it did, the run that follows reads.
   */
  presume<A>(collection: Collection.Collection<A>, id: string): Effect.Effect<Option.Option<A>> {
    return Effect.suspend(() => {
      const key = Collection.key(collection, id)
      const access = this.presumed(key)
      return access === undefined
        ? this.fetch([key], () => this.presume(collection, id))
        : this.valueOf(collection, newest(access))
    })
  }

  /** Whether the program took a record for absent that is there. */
  isBelied(isThere: (name: string) => boolean): boolean {
    for (const [name, { read }] of this.accesses)
      if (read.version === 0 && isThere(name)) return true
    return false
  }

  /** The version under which a record was read, {@link Slot.pending} where it has not committed. */
  versionOf<A>(collection: Collection.Collection<A>, id: string): number {
    const access = this.access(Key.toString(Collection.key(collection, id)))
    return access === undefined ? 0 : newest(access).version
  }

  /** A key whose fact is known, noted as read. */
  require(key: Key.Key): Effect.Effect<Access> {
    const access = this.access(Key.toString(key))
    return access === undefined
      ? this.fetch([key], () => this.require(key))
      : Effect.succeed(access)
  }

  /** Notes a write of a key that was read, and of the guards above it. */
  write<A>(
    collection: Collection.Collection<A>,
    key: Key.Key,
    access: Access,
    value: A | undefined,
  ): Effect.Effect<void> {
    if (!this.isRegistered(collection))
      return Effect.flatMap(this.register(collection), () =>
        this.write(collection, key, access, value),
      )
    const before = newest(access)
    const note = () => {
      const { reindexed } = before
      access.write = Slot.written(collection, key, value, this.instant, undefined, reindexed)
    }
    if (Collection.hasGuards(collection))
      return Effect.flatMap(this.valueOf(collection, before), (found) =>
        Effect.map(
          Guards.bump(this, collection, key.id, Option.getOrUndefined(found), value),
          note,
        ),
      )
    note()
    return Effect.void
  }

  /** Fetches the members of a guard's stretch of an index. */
  loadMembers<A>(
    guard: Slot.Slot,
    collection: Collection.Collection<A>,
    index: string,
    parts: ReadonlyArray<Key.Part>,
  ): Effect.Effect<void> {
    return this.view.loadMembers === undefined
      ? this.stopForLoad()
      : this.guarded(this.view.loadMembers(guard, collection.name, index, parts))
  }

  /** Fails where not all records of the collection carry the index yet. */
  assertReady<A>(collection: Collection.Collection<A>, index: string): Effect.Effect<void> {
    const known = this.view.registered(collection.name)
    const entry =
      known === undefined
        ? this.get(Catalog.Entries, collection.name)
        : Effect.succeed(Option.some(known))
    return Effect.flatMap(entry, (found) =>
      Catalog.isReady(found, collection, index)
        ? Effect.void
        : this.fail(new IndexNotReady({ collection: collection.name, index })),
    )
  }

  /** What was done with a key, its newest fact noted as read; `undefined` where it must be fetched. */
  private access(name: string): Access | undefined {
    const known = this.accesses.get(name)
    if (known !== undefined) return known
    const found = this.view.find(name)
    return found === undefined ? undefined : this.note(name, found)
  }

  private presumed(key: Key.Key): Access | undefined {
    const name = Key.toString(key)
    const access = this.access(name)
    // Under the store's lock nothing can be presumed of a key that is not locked.
    return access !== undefined || this.origin.doubtful || this.view.load === undefined
      ? access
      : this.note(name, Slot.absent(key))
  }

  private note(name: string, read: Slot.Slot): Access {
    const access: Access = { read, write: undefined }
    this.accesses.set(name, access)
    if (read.asOf > this.instant) {
      this.instant = read.asOf
      if (this.told) this.restart = "ClockBehind"
    }
    return access
  }

  /** Every run draws the same, so that its keys are the same and a revision may use them. */
  private draw(): number {
    const { drawn, context } = this.origin
    const number = drawn[this.draws] ?? Context.get(context, Random.Random).nextDoubleUnsafe()
    drawn[this.draws] = number
    this.draws += 1
    return number
  }

  private valueOf<A>(
    collection: Collection.Collection<A>,
    slot: Slot.Slot,
  ): Effect.Effect<Option.Option<A>> {
    const fault = Slot.decode(collection, slot)
    return fault === undefined ? Effect.succeed(Slot.valueOf<A>(slot)) : this.fail(fault)
  }

  private valuesOf<A>(
    collection: Collection.Collection<A>,
    slots: ReadonlyArray<Slot.Slot>,
  ): Effect.Effect<ReadonlyArray<Option.Option<A>>> {
    for (const slot of slots) {
      const fault = Slot.decode(collection, slot)
      if (fault !== undefined) return this.fail(fault)
    }
    return Effect.succeed(slots.map((slot) => Slot.valueOf<A>(slot)))
  }

  private stopForLoad(): Effect.Effect<never> {
    this.restart = "NeedsLoad"
    return Effect.never
  }

  private fetch<A>(keys: ReadonlyArray<Key.Key>, then: () => Effect.Effect<A>): Effect.Effect<A> {
    if (this.view.load === undefined) return this.stopForLoad()
    // Programs share one read, so a key that the store would refuse must not get into it.
    const refused = keys.map((key) => Admission.ofKey("-", key)).find(Boolean)
    if (refused !== undefined) return this.fail(refused)
    return Effect.flatMap(this.guarded(this.view.load(keys)), (loaded) => {
      for (const key of keys) {
        const name = Key.toString(key)
        const found = loaded.get(name)
        if (found !== undefined && this.access(name) === undefined) this.note(name, found)
      }
      return then()
    })
  }

  /** Keeps failures of the store out of the program's own errors, and out of its reach. */
  private guarded<A>(effect: Effect.Effect<A, TransactionError>): Effect.Effect<A> {
    return Effect.catch(effect, (error) => this.fail(error))
  }

  private fail(error: TransactionError): Effect.Effect<never> {
    this.failed = error
    return Effect.die(error)
  }

  private change<A>(
    collection: Collection.Collection<A>,
    id: string,
    value: A | undefined,
  ): Effect.Effect<void> {
    return Effect.suspend(() => {
      const key = Collection.key(collection, id)
      const access = this.access(Key.toString(key))
      return access === undefined
        ? this.fetch([key], () => this.change(collection, id, value))
        : this.write(collection, key, access, value)
    })
  }

  private isRegistered<A>(collection: Collection.Collection<A>): boolean {
    return (
      collection.name.startsWith(Catalog.reserved) ||
      this.view.registered(collection.name) !== undefined ||
      this.entered?.has(collection.name) === true
    )
  }

  /** The first write to a collection enters its indexes into the catalog. */
  private register<A>(collection: Collection.Collection<A>): Effect.Effect<void> {
    return Effect.flatMap(this.get(Catalog.Entries, collection.name), (known) => {
      this.entered = (this.entered ?? new Set()).add(collection.name)
      return Option.isSome(known)
        ? Effect.void
        : this.put(Catalog.Entries, Catalog.entryOf(collection))
    })
  }
}
