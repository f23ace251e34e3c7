import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Option, Random, Schema, Scope } from "effect"
import {
  Collection,
  type Commit,
  type HostWork,
  JournalStream,
  type StoreShape,
  Transaction,
} from "entrepot/store"

import { command, Counters, increment, level, set, times, transactor, watched } from "./watched.ts"

const Told = JournalStream.make({
  name: "told",
  schema: Schema.TaggedUnion({ Told: { id: Schema.String } }),
})

class Refused extends Schema.TaggedError<Refused>()("Refused", {}) {}

const namesOf = (commit: Commit | undefined) => commit?.touches.map(({ key }) => key.id).toSorted()

describe("group commit", () => {
  it.live("takes a thousand programs in a handful of commits", () =>
    Effect.gen(function* () {
      const { store, seen } = watched()
      const { transact } = yield* transactor(store)
      yield* times(1000, (i) => transact(command(`c${i}`), increment("hot")))
      assert.isAtMost(seen.commits.length, 5)
      assert.strictEqual(yield* (yield* transactor(store)).run(level("hot")), 1000)
    }),
  )

  it.live("reads what many programs want in a handful of reads", () =>
    Effect.gen(function* () {
      const { store, seen } = watched()
      const { run } = yield* transactor(store)
      yield* times(1000, (i) => run(increment(`c${i}`)))
      assert.isAtMost(seen.reads.length, 5)
    }),
  )

  it.live("takes at most as many programs as it is told to", () =>
    Effect.gen(function* () {
      const { store, seen, forget } = watched()
      const { run } = yield* transactor(store, { batchPrograms: 7 })
      yield* run(increment("a"))
      forget()
      const tell = (i: number) =>
        Transaction.use((tx) => tx.append(Told, { _tag: "Told", id: `${i}` }))
      yield* times(50, (i) => run(tell(i)))
      const sizes = seen.commits.map(({ entries }) => entries.length)
      assert.isAtMost(Math.max(...sizes), 7)
      assert.strictEqual(
        sizes.reduce((sum, size) => sum + size),
        50,
      )
    }),
  )

  it.live("writes a record that many programs changed once", () =>
    Effect.gen(function* () {
      const { store, seen, forget } = watched()
      const { run } = yield* transactor(store)
      yield* run(increment("hot"))
      forget()
      yield* times(100, () => run(increment("hot")))
      assert.deepStrictEqual(
        seen.commits.map((commit) => namesOf(commit)),
        [["hot"]],
      )
    }),
  )
})

describe("a batch that another process was quicker than", () => {
  it.live("is decided again under the store's lock, without a read", () =>
    Effect.gen(function* () {
      const { store, seen, forget } = watched()
      const [one, other] = [yield* transactor(store), yield* transactor(store)]
      yield* one.run(increment("a"))
      yield* other.run(set("a", 10))
      forget()
      assert.deepStrictEqual(yield* times(3, () => one.run(increment("a"))), [11, 12, 13])
      assert.deepStrictEqual([seen.commits.length, seen.revisions, seen.reads.length], [1, 1, 0])
    }),
  )

  it.live("is read and run again where the store cannot revise", () =>
    Effect.gen(function* () {
      const { store, seen, forget } = watched({ capabilities: { revise: false } })
      const [one, other] = [yield* transactor(store), yield* transactor(store)]
      yield* one.run(increment("a"))
      yield* other.run(set("a", 10))
      forget()
      assert.strictEqual(yield* one.run(increment("a")), 11)
      assert.deepStrictEqual([seen.commits.length, seen.revisions], [2, 0])
    }),
  )

  it.live("leaves out the program that now wants another record, and runs it in the next", () =>
    Effect.gen(function* () {
      const { store, seen, forget } = watched()
      const [one, other] = [yield* transactor(store), yield* transactor(store)]
      // It follows a pointer to the counter that it raises.
      const follow = Effect.flatMap(level("pointer"), (to) => increment(`to ${to}`))
      yield* one.run(Effect.andThen(increment("a"), follow))
      yield* other.run(Effect.andThen(set("pointer", 1), set("to 1", 40)))
      forget()
      const answers = yield* times(3, (i) => one.run(i === 1 ? follow : increment("a")))
      assert.deepStrictEqual(answers, [2, 41, 3])
      assert.strictEqual(seen.revisions, 1)
      assert.strictEqual(seen.commits.length, 2)
      assert.deepStrictEqual(namesOf(seen.commits[1]), ["pointer", "to 1"])
    }),
  )

  it.live("draws the same random numbers and ids in every run", () =>
    Effect.gen(function* () {
      const { store, seen, forget } = watched()
      const [one, other] = [yield* transactor(store), yield* transactor(store)]
      const draws: Array<string> = []
      const named = Effect.gen(function* () {
        const tx = yield* Transaction
        const [id, random] = [yield* tx.id, yield* tx.random]
        draws.push(`${id} ${random}`)
        yield* increment("a")
        yield* tx.insert(Counters, { id, count: 1 })
        return id
      })
      yield* one.run(named)
      yield* other.run(increment("a"))
      draws.length = 0
      forget()
      const id = yield* one.run(named)
      assert.strictEqual(draws.length, 2)
      assert.strictEqual(draws[0], draws[1])
      assert.match(id, /^[0-9a-f]{32}$/)
      assert.strictEqual(seen.commits.length, 1)
      assert.notStrictEqual(yield* one.run(named), id)
    }),
  )

  it.live("leaves the other's entry in the catalog as it is", () =>
    Effect.gen(function* () {
      const { store } = watched()
      const [one, other] = [yield* transactor(store), yield* transactor(store)]
      yield* other.run(increment("elsewhere"))
      const plain = { name: "late", schema: Counters.schema, id: Counters.id }
      const Early = Collection.make(plain)
      const Late = Collection.make({
        ...plain,
        indexes: { byCount: { entries: ({ count, id }) => [[count, id]], guard: 1 } },
      })
      // One believes that there is no such collection yet, and hears otherwise under the lock.
      yield* one.run(Transaction.use((tx) => tx.query(Late, "byCount", [1])))
      yield* other.run(Transaction.use((tx) => tx.put(Early, { id: "a", count: 1 })))
      yield* one.run(Transaction.use((tx) => tx.put(Late, { id: "b", count: 1 })))
      const error = yield* Effect.flip(
        one.run(Transaction.use((tx) => tx.query(Late, "byCount", [1]))),
      )
      assert.strictEqual(error._tag, "IndexNotReady")
    }),
  )
})

describe("a program that waits", () => {
  it.live("is not judged by a record that everybody else has forgotten", () =>
    Effect.gen(function* () {
      const { store } = watched()
      const [one, other] = [yield* transactor(store, { cacheRecords: 1 }), yield* transactor(store)]
      const [early, late] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
      yield* one.run(increment("a"))
      const copy = (to: string, gate: Deferred.Deferred<void>) =>
        Effect.gen(function* () {
          const count = yield* level("a")
          yield* Deferred.await(gate)
          yield* set(to, count)
          return yield* level("a")
        })
      const forget = one.run(Effect.forEach(["x", "y", "z"], level))
      const stale = yield* Effect.forkChild(one.run(copy("stale", late)), {
        startImmediately: true,
      })
      yield* one.run(level("a"))
      yield* other.run(increment("a"))
      yield* forget
      const fresh = yield* Effect.forkChild(one.run(copy("fresh", early)), {
        startImmediately: true,
      })
      yield* one.run(level("b"))
      yield* forget
      // Both join one batch: the one with the newer fact first.
      yield* Deferred.succeed(early, undefined)
      yield* Deferred.succeed(late, undefined)
      yield* Effect.all([Fiber.join(fresh), Fiber.join(stale)])
      assert.deepStrictEqual(yield* other.run(Effect.forEach(["fresh", "stale"], level)), [2, 2])
    }),
  )

  it.live("finds what it took for absent, however little can be remembered", () =>
    Effect.gen(function* () {
      const { store } = watched()
      const other = yield* transactor(store)
      const Grouped = Collection.make({
        name: "grouped",
        schema: Counters.schema,
        id: Counters.id,
        indexes: { byCount: { entries: ({ count, id }) => [[count, id]], guard: 1 } },
      })
      yield* other.run(Transaction.use((tx) => tx.put(Grouped, { id: "a", count: 1 })))
      // What it reads first drives the record out of memory again, run after run.
      const program = Effect.gen(function* () {
        const tx = yield* Transaction
        yield* Effect.forEach(["x", "y"], level)
        const fresh = yield* tx.insert(Grouped, { id: "a", count: 2 })
        return [fresh, (yield* tx.query(Grouped, "byCount", [1])).length]
      })
      const { run } = yield* transactor(store, { cacheRecords: 1 })
      assert.deepStrictEqual(yield* run(program), [false, 1])
    }),
  )

  it.live("ends with its caller, and leaves no trace", () =>
    Effect.gen(function* () {
      const { store } = watched()
      const scope = yield* Scope.make()
      const { run } = yield* transactor(store).pipe(Scope.provide(scope))
      const ended = yield* Deferred.make<void>()
      const waiting = Effect.andThen(
        increment("a"),
        Effect.onInterrupt(Effect.never, () => Deferred.succeed(ended, undefined)),
      )
      const caller = yield* Effect.forkChild(run(waiting))
      yield* Effect.sleep(20)
      yield* Fiber.interrupt(caller)
      yield* Deferred.await(ended)
      yield* Scope.close(scope, Exit.void)
      assert.strictEqual(yield* (yield* transactor(store)).run(level("a")), 0)
    }),
  )

  it.live("never runs if its caller left before its turn", () =>
    Effect.gen(function* () {
      const { store } = watched()
      const { run } = yield* transactor(store)
      yield* run(increment("a"))
      let runs = 0
      const counted = Effect.andThen(
        Effect.sync(() => runs++),
        increment("a"),
      )
      const caller = yield* Effect.forkChild(run(counted), { startImmediately: true })
      yield* Fiber.interrupt(caller)
      assert.strictEqual(yield* run(increment("a")), 2)
      assert.strictEqual(runs, 0)
    }),
  )
})

describe("closing a transactor", () => {
  it.live("waits for what was submitted, also for programs that read or pause", () =>
    Effect.gen(function* () {
      const { store } = watched()
      const slow: StoreShape = {
        ...store,
        read: (namespace, keys) => Effect.delay(store.read(namespace, keys), 20),
        commit: (...sent) => Effect.delay(store.commit(...sent), 20),
      }
      const scope = yield* Scope.make()
      const { run } = yield* transactor(slow).pipe(Scope.provide(scope))
      yield* run(increment("known"))
      const answered: Array<string> = []
      const send = <E>(name: string, program: Effect.Effect<unknown, E, Transaction>) =>
        Effect.forkChild(
          Effect.tap(run(program), () => Effect.sync(() => answered.push(name))),
          { startImmediately: true },
        )
      yield* send("at once", increment("known"))
      yield* send("reads", increment("unknown"))
      yield* send("pauses", Effect.andThen(Effect.sleep(60), increment("known")))
      yield* Scope.close(scope, Exit.void)
      yield* Effect.yieldNow
      assert.sameMembers(answered, ["at once", "reads", "pauses"])
    }),
  )
})

describe("work of the host", () => {
  const work: HostWork = { adapter: "host", run: "its own" }
  /** A store that notes what it ran, as if it were the host's. */
  const hosting = () => {
    const ran: Array<number> = []
    const { store } = watched()
    const over: StoreShape = {
      ...store,
      commit: (namespace, { alongside, ...commit }, revise) =>
        Effect.tap(
          store.commit(namespace, commit, (changed) => {
            const answer = revise(changed)
            return answer && { ...answer, alongside: undefined as never }
          }),
          () =>
            Effect.sync(() => {
              if (alongside !== undefined) ran.push(commit.touches.length)
            }),
        ),
    }
    return { over, ran }
  }

  it.live("is done with the program, alone in its commit, and only once", () =>
    Effect.gen(function* () {
      const { over, ran } = hosting()
      const { transact } = yield* transactor(over)
      const withWork = (id: string) => transact(command(id), increment(id), { alongside: work })
      yield* times(6, (i) =>
        i % 2 === 0 ? withWork(`h${i}`) : transact(command(`c${i}`), increment(`c${i}`)),
      )
      assert.strictEqual(ran.length, 3)
      yield* withWork("h0")
      assert.strictEqual(ran.length, 3)
    }),
  )

  it.live("is not done where the program refuses", () =>
    Effect.gen(function* () {
      const { over, ran } = hosting()
      const { transact } = yield* transactor(over)
      const refused = transact(command("c1"), Effect.fail(new Refused()), { alongside: work })
      assert.strictEqual((yield* Effect.flip(refused))._tag, "Refused")
      assert.deepStrictEqual(ran, [])
    }),
  )
})

describe("what a caller hands in", () => {
  it.live("is refused where it cannot be kept, and nothing is done", () =>
    Effect.gen(function* () {
      const { store, seen } = watched()
      const { transact } = yield* transactor(store)
      for (const wrong of [
        { commandId: "" },
        { commandId: "a\u0000" },
        { commandId: "a".repeat(513) },
        { body: undefined },
        { body: { quantity: Number.NaN } },
        { issuedAt: 0.5 },
        { issuedAt: Number.NaN },
        { actor: "\ud800" },
        { reason: "a\u0000" },
      ]) {
        const sent = transact({ ...command("c1"), ...wrong }, increment("a"))
        const error = yield* Effect.flip(sent)
        assert.strictEqual(error._tag, "InputInvalid", JSON.stringify(wrong))
        assert.match(error.message, /^Transactor: /)
      }
      assert.deepStrictEqual(seen.commits, [])
    }),
  )

  it.live("forgets no receipts for a time that is none", () =>
    Effect.gen(function* () {
      const { store } = watched()
      const { pruneReceipts } = yield* transactor(store)
      for (const days of [-1, Number.NaN, Infinity])
        assert.strictEqual((yield* Effect.flip(pruneReceipts({ days })))._tag, "InputInvalid")
    }),
  )

  it.live("dies where only a programmer could mend it", () =>
    Effect.gen(function* () {
      const { store } = watched()
      const { run, transact } = yield* transactor(store)
      const append = (occurredAt: number) =>
        Transaction.use((tx) => tx.append(Told, { _tag: "Told", id: "a" }, { occurredAt }))
      const long = { ...command("c1"), answer: Schema.String }
      const exits = [
        Exit.asVoid(yield* Effect.exit(run(append(Number.NaN)))),
        Exit.asVoid(yield* Effect.exit(run(append(0.5)))),
        Exit.asVoid(yield* Effect.exit(transact(long, Effect.succeed("a".repeat(1023))))),
      ]
      assert.deepStrictEqual(exits.map(Exit.hasDies), [true, true, true])
      const fits = yield* transact(long, Effect.succeed("a".repeat(1022)))
      assert.strictEqual(fits.answer.length, 1022)
    }),
  )
})

describe("a guard that is declared after the index", () => {
  it.live("waits for a backfill, since older records bumped none", () =>
    Effect.gen(function* () {
      const { store } = watched()
      const { run } = yield* transactor(store)
      const entries = ({ count, id }: { readonly id: string; readonly count: number }) => [
        [count, id],
      ]
      const plain = { name: "late", schema: Counters.schema, id: Counters.id }
      const Unguarded = Collection.make({ ...plain, indexes: { byCount: { entries } } })
      const Guarded = Collection.make({ ...plain, indexes: { byCount: { entries, guard: 1 } } })
      yield* run(Transaction.use((tx) => tx.put(Unguarded, { id: "a", count: 1 })))
      const query = run(Transaction.use((tx) => tx.query(Guarded, "byCount", [1])))
      assert.strictEqual((yield* Effect.flip(query))._tag, "IndexNotReady")
    }),
  )

  it.live("is asked for with as many parts as it says", () =>
    Effect.gen(function* () {
      const { run } = yield* transactor(watched().store)
      const Guarded = Collection.make({
        name: "late",
        schema: Counters.schema,
        id: Counters.id,
        indexes: { byCount: { entries: ({ count, id }) => [[count, id]], guard: 1 } },
      })
      const query = run(Transaction.use((tx) => tx.query(Guarded, "byCount", [1, "a"])))
      assert.isTrue(Exit.hasDies(yield* Effect.exit(query)))
    }),
  )
})

describe("a transaction", () => {
  it.live("sees its own writes, the last of each", () =>
    Effect.gen(function* () {
      const { run } = yield* transactor(watched().store)
      const seen = yield* run(
        Effect.gen(function* () {
          const tx = yield* Transaction
          yield* set("a", 1)
          yield* set("a", 2)
          const written = yield* tx.getAll(Counters, ["a", "b", "a"])
          yield* tx.remove(Counters, "a")
          const removed = yield* tx.get(Counters, "a")
          const inserted = [
            yield* tx.insert(Counters, { id: "a", count: 3 }),
            yield* tx.insert(Counters, { id: "a", count: 4 }),
          ]
          return { written, removed, inserted, left: yield* level("a") }
        }),
      )
      const two = Option.some({ id: "a", count: 2 })
      assert.deepStrictEqual(seen, {
        written: [two, Option.none(), two],
        removed: Option.none(),
        inserted: [true, false],
        left: 3,
      })
    }),
  )

  it.live("that writes and removes a fresh record writes nothing", () =>
    Effect.gen(function* () {
      const { store } = watched()
      const { run } = yield* transactor(store)
      yield* run(
        Effect.andThen(
          set("a", 1),
          Transaction.use((tx) => tx.remove(Counters, "a")),
        ),
      )
      const [found] = yield* store.read("default", [Collection.key(Counters, "a")])
      assert.isUndefined(found?.record)
    }),
  )

  it.live("draws its ids from the caller's randomness", () =>
    Effect.gen(function* () {
      const { run } = yield* transactor(watched().store)
      const draw = (seed: string) =>
        run(Transaction.use((tx) => Effect.all([tx.id, tx.random]))).pipe(Random.withSeed(seed))
      assert.deepStrictEqual(yield* draw("seven"), yield* draw("seven"))
      assert.notDeepEqual(yield* draw("seven"), yield* draw("eight"))
    }),
  )
})
