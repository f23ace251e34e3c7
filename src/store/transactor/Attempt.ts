/**
 * One run of a program: it keeps what was read and what would be written.
 *
 * @internal
 * @module
 */
import { Context, Effect, Option, Random, Result } from "effect"

import * as Admission from "../Admission.ts"
import * as Collection from "../Collection.ts"
import type { JournalStream } from "../JournalStream.ts"
import * as Key from "../Key.ts"
import type { JournalDraft } from "../Store.ts"
import type { TransactionShape } from "../Transaction.ts"
import { IndexNotReady, type TransactionError } from "../TransactionError.ts"
import * as Catalog from "./Catalog.ts"
import * as Slot from "./Slot.ts"

/** Where an attempt looks for facts. */
export interface View {
  /** The instant of transactions over this view, in epoch milliseconds. */
  readonly instant: number
  /** The newest fact that is known of a key. */
  readonly find: (name: string) => Slot.Slot | undefined
  /** The catalog's entry of a collection, where it is known to have one. */
  readonly registered: (collection: string) => Catalog.Entry | undefined
  /** Fetches facts that are not known. A view under the store's lock cannot. */
  readonly load:
    | ((
        keys: ReadonlyArray<Key.Key>,
      ) => Effect.Effect<ReadonlyMap<string, Slot.Slot>, TransactionError>)
    | undefined
  /** Fetches the members of a guard's stretch of an index, into the guard's slot. */
  readonly loadMembers:
    | ((
        guard: Slot.Slot,
        collection: string,
        index: string,
        parts: ReadonlyArray<Key.Part>,
      ) => Effect.Effect<void, TransactionError>)
    | undefined
}

/** What stays the same in every run of one program. */
export interface Origin {
  /** Who issued the command, for its journal entries. */
  readonly header: Pick<JournalDraft, "commandId" | "actor" | "reason"> | undefined
  readonly context: Context.Context<never>
  /** The random numbers of earlier runs, in order; a run adds to them where it draws more. */
  readonly drawn: Array<number>
  /** Whether to read what would otherwise be presumed absent. */
  readonly doubtful: boolean
}

/** Why the result of an attempt does not count and the program must run once more. */
export type Restart = "NeedsLoad" | "ClockBehind"

/** What a run did with a key: the fact that it read first, and what it would write. */
export interface Access {
  readonly read: Slot.Slot
  write: Slot.Slot | undefined
}

/** See the module. */
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
      const key = { collection: collection.name, id }
      const slot = this.slot(Key.toString(key))
      return slot === undefined
        ? this.fetch([key], () => this.get(collection, id))
        : this.valueOf(collection, slot)
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
        const key = { collection: collection.name, id }
        const slot = this.slot(Key.toString(key))
        if (slot === undefined) missing.push(key)
        else found.push(slot)
      }
      return missing.length > 0
        ? this.fetch(missing, () => this.getAll(collection, ids))
        : this.valuesOf(collection, found)
    })
  }

  insert<A>(collection: Collection.Collection<A>, value: NoInfer<A>): Effect.Effect<boolean> {
    const id = collection.id(value)
    return Effect.flatMap(this.presume(collection, id), (found) =>
      Option.isSome(found)
        ? Effect.succeed(false)
        : Effect.as(this.change(collection, id, value), true),
    )
  }

  put<A>(collection: Collection.Collection<A>, value: NoInfer<A>): Effect.Effect<void> {
    return this.change(collection, collection.id(value), value)
  }

  remove<A>(collection: Collection.Collection<A>, id: string): Effect.Effect<void> {
    return this.change(collection, id, undefined)
  }

  reindex<A>(collection: Collection.Collection<A>, id: string): Effect.Effect<void> {
    return Effect.flatMap(this.get(collection, id), (found) => {
      if (Option.isNone(found)) return Effect.void
      const key = Collection.key(collection, id)
      // As if it had not been there: every entry is new, and every guard above them is bumped.
      return Effect.map(this.bumpGuards(collection, id, undefined, found.value), () =>
        this.write(collection, key, Key.toString(key), found.value, { reindexed: true }),
      )
    })
  }

  query<A, I extends string>(
    collection: Collection.Collection<A, I>,
    index: I,
    parts: ReadonlyArray<Key.Part>,
  ): Effect.Effect<ReadonlyArray<A>> {
    return Effect.gen({ self: this }, function* () {
      if (collection.indexes.get(index)?.guard !== parts.length)
        return yield* Effect.die(
          new Error(`${collection.name}.${index} is not guarded by ${parts.length} parts`),
        )
      yield* this.assertReady(collection, index)
      const guard = {
        collection: Collection.guardCollection,
        id: Collection.guardId(collection.name, index, parts),
      }
      const slot = yield* this.require(guard)
      const members = Slot.resolveMembers(slot)
      if ("version" in members) {
        yield* this.loadMembers(members, collection, index, parts)
        return yield* this.query(collection, index, parts)
      }
      const places = Array.from(members).toSorted(([left], [right]) =>
        Key.compareBytes(left, right),
      )
      const found = yield* this.getAll(
        collection,
        places.map(([, id]) => id),
      )
      return found.flatMap(Option.toArray)
    })
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
      // Under the store's lock nothing can be presumed of a key that is not locked.
      if (this.origin.doubtful || this.view.load === undefined) return this.get(collection, id)
      const key = { collection: collection.name, id }
      const name = Key.toString(key)
      const slot = this.slot(name) ?? this.note(name, Slot.committed({ key, record: undefined }))
      return this.valueOf(collection, slot)
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
    return this.slot(Key.toString({ collection: collection.name, id }))?.version ?? 0
  }

  /** The newest fact of a key, noted as read; `undefined` where it must be fetched. */
  slot(name: string): Slot.Slot | undefined {
    const known = this.accesses.get(name)
    if (known !== undefined) return known.write ?? known.read
    const found = this.view.find(name)
    return found === undefined ? undefined : this.note(name, found)
  }

  private note(name: string, found: Slot.Slot): Slot.Slot {
    this.accesses.set(name, { read: found, write: undefined })
    if (found.asOf > this.instant) {
      this.instant = found.asOf
      if (this.told) this.restart = "ClockBehind"
    }
    return found
  }

  /** Every run draws the same, so that its keys are the same and a revision may use them. */
  private draw(): number {
    const { drawn, context } = this.origin
    const number = drawn[this.draws] ?? Context.get(context, Random.Random).nextDoubleUnsafe()
    drawn[this.draws] = number
    this.draws += 1
    return number
  }

  private valueOf<A>(collection: Collection.Collection<A>, slot: Slot.Slot) {
    const value = Slot.valueOf(collection, slot)
    return Result.isSuccess(value) ? Effect.succeed(value.success) : this.fail(value.failure)
  }

  private valuesOf<A>(
    collection: Collection.Collection<A>,
    slots: ReadonlyArray<Slot.Slot>,
  ): Effect.Effect<ReadonlyArray<Option.Option<A>>> {
    const values: Array<Option.Option<A>> = []
    for (const slot of slots) {
      const value = Slot.valueOf(collection, slot)
      if (Result.isFailure(value)) return this.fail(value.failure)
      values.push(value.success)
    }
    return Effect.succeed(values)
  }

  private require(key: Key.Key): Effect.Effect<Slot.Slot> {
    const slot = this.slot(Key.toString(key))
    return slot === undefined ? this.fetch([key], () => this.require(key)) : Effect.succeed(slot)
  }

  private loadMembers<A>(
    guard: Slot.Slot,
    collection: Collection.Collection<A>,
    index: string,
    parts: ReadonlyArray<Key.Part>,
  ): Effect.Effect<void> {
    return this.view.loadMembers === undefined
      ? this.stopForLoad()
      : this.guarded(this.view.loadMembers(guard, collection.name, index, parts))
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
        if (found !== undefined && this.slot(name) === undefined) this.note(name, found)
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
      const key = { collection: collection.name, id }
      const name = Key.toString(key)
      if (!this.isRegistered(collection))
        return Effect.flatMap(this.register(collection), () => this.change(collection, id, value))
      const slot = this.slot(name)
      if (slot === undefined) return this.fetch([key], () => this.change(collection, id, value))
      const write = () => this.write(collection, key, name, value, { reindexed: slot.reindexed })
      if (!Collection.hasGuards(collection)) {
        write()
        return Effect.void
      }
      return Effect.flatMap(this.valueOf(collection, slot), (before) =>
        Effect.map(this.bumpGuards(collection, id, Option.getOrUndefined(before), value), write),
      )
    })
  }

  private write<A>(
    collection: Collection.Collection<A>,
    key: Key.Key,
    name: string,
    value: A | undefined,
    options?: Slot.WriteOptions,
  ): void {
    const access = this.accesses.get(name)
    if (access === undefined) throw new Error(`${Key.toString(key)} is written unread`)
    access.write = Slot.written(collection, key, value, this.instant, options)
  }

  private bumpGuards<A>(
    collection: Collection.Collection<A>,
    id: string,
    before: A | undefined,
    after: A | undefined,
  ): Effect.Effect<void> {
    const changes = guardChanges(collection, id, before, after)
    return Effect.forEach(
      changes,
      ([guard, below]) => {
        const key = { collection: Collection.guardCollection, id: guard }
        return Effect.map(this.require(key), (from) =>
          this.write(
            Catalog.Guards,
            key,
            Key.toString(key),
            { id: guard },
            { members: { _tag: "Changed", from, changes: below } },
          ),
        )
      },
      { discard: true },
    )
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

  private assertReady<A>(collection: Collection.Collection<A>, index: string): Effect.Effect<void> {
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
}

/** How a write changes what stands under each guard, by the id of the guard. */
const guardChanges = <A>(
  collection: Collection.Collection<A>,
  id: string,
  before: A | undefined,
  after: A | undefined,
): ReadonlyMap<string, ReadonlyArray<Slot.Change>> => {
  const changes = new Map<string, Array<Slot.Change>>()
  const old = Collection.guardedEntries(collection, before)
  const fresh = Collection.guardedEntries(collection, after)
  const add = (
    from: Collection.GuardedEntries,
    other: Collection.GuardedEntries,
    present: boolean,
  ) =>
    from.forEach(({ guard, at }, name) => {
      if (other.has(name)) return
      const below = changes.get(guard) ?? []
      below.push({ at, id, present })
      changes.set(guard, below)
    })
  add(old, fresh, false)
  add(fresh, old, true)
  return changes
}
