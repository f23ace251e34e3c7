/**
 * A lane: one namespace's programs, of which at most one batch is being committed. What arrives
 * meanwhile forms the next batch.
 *
 * @internal
 * @module
 */
import { Effect, Exit, Fiber, Result } from "effect"

import * as Key from "../Key.ts"
import type { Commit, Committed, Snapshot, StoreShape } from "../Store.ts"
import { RecordRefused, type StoreConflict, type StoreError } from "../StoreError.ts"
import { Contended, type TransactionError } from "../TransactionError.ts"
import { Batch, type Member } from "./Batch.ts"
import { Facts } from "./Facts.ts"
import { Loader } from "./Loader.ts"
import * as Slot from "./Slot.ts"
import * as Submission from "./Submission.ts"
import type { View } from "./View.ts"

/** Bounds of a lane. */
export interface Bounds {
  /** Records in the cache. */
  readonly cacheRecords: number
  /** Programs in one batch. */
  readonly batchPrograms: number
  /** Runs of one program before it is given up as {@link Contended}. */
  readonly attempts: number
}

/** See the module. */
export class Lane {
  private readonly facts: Facts
  private readonly loader: Loader
  private readonly store: StoreShape
  private readonly namespace: string
  private readonly bounds: Bounds
  /** Whether the format of the namespace's records was found readable. */
  opened = false
  private queue: Array<Submission.Submission> = []
  private driver: Fiber.Fiber<void> | undefined
  /** Runs that wait for something; they join a later batch. */
  private readonly aside = new Set<Submission.Run>()
  private instant = 0

  constructor(store: StoreShape, namespace: string, bounds: Bounds) {
    this.store = store
    this.namespace = namespace
    this.bounds = bounds
    this.facts = new Facts(bounds.cacheRecords)
    this.loader = new Loader(store, namespace, this.facts)
  }

  /** Queues a program. */
  submit(submission: Submission.Submission): void {
    this.queue.push(submission)
    this.wake()
  }

  /** Done when everything that was submitted is answered. */
  readonly idle: Effect.Effect<void> = Effect.gen({ self: this }, function* () {
    while (this.driver !== undefined || this.aside.size > 0) {
      const [waiting] = this.aside
      if (waiting !== undefined) yield* Fiber.await(waiting.fiber)
      if (this.driver !== undefined) yield* Fiber.await(this.driver)
    }
  })

  private wake(): void {
    this.driver ??= Effect.runFork(Effect.uninterruptible(this.drive))
  }

  private readonly drive: Effect.Effect<void> = Effect.gen({ self: this }, function* () {
    while (this.queue.length > 0) {
      // Lets whoever is about to submit do so: they all share one commit.
      yield* Effect.yieldNow
      yield* this.commit(this.form(this.take()))
    }
    this.driver = undefined
  })

  /** The next programs: as many as a batch takes, and one with work of the host alone. */
  private take(): ReadonlyArray<Submission.Submission> {
    const alone = this.queue.findIndex(({ alongside }) => alongside !== undefined)
    const most = alone === 0 ? 1 : alone < 0 ? this.queue.length : alone
    return this.queue.splice(0, Math.min(most, this.bounds.batchPrograms))
  }

  private readonly base: Omit<View, "instant"> = {
    find: (name) => this.facts.find(name),
    registered: (collection) => this.facts.registered(collection),
    load: (keys) => this.loader.load(keys),
    loadMembers: (guard, collection, index, parts) =>
      this.loader.loadMembers(guard, collection, index, parts),
  }

  /** Decides programs one after the other. Those that wait for facts join a later batch. */
  private form(submissions: ReadonlyArray<Submission.Submission>): Batch {
    const clocks = submissions.map(({ clock }) => clock())
    const batch = new Batch(this.base, Math.max(this.instant, ...clocks))
    for (const submission of submissions) {
      if (submission.cancelled) continue
      if (batch.size < this.store.capabilities.maxCommitKeys) this.decide(batch, submission)
      else this.queue.push(submission)
    }
    this.instant = batch.instant
    return batch
  }

  private decide(batch: Batch, submission: Submission.Submission): void {
    const earlier = submission.run
    submission.run = undefined
    const run = earlier ?? Submission.start(submission, batch)
    const { attempt, fiber } = run
    if (fiber.pollUnsafe() === undefined) return this.setAside(submission, run)
    const result = Submission.resultOf(run)
    if (result !== undefined && Result.isFailure(result)) {
      this.fail(submission, result.failure)
    } else if (result === undefined || (earlier !== undefined && !batch.stillHolds(attempt))) {
      batch.instant = Math.max(batch.instant, attempt.instant)
      submission.doubtful ||= attempt.isBelied((name) => (batch.find(name)?.version ?? 0) !== 0)
      if (this.lose(submission)) this.decide(batch, submission)
    } else if (
      batch.members.length > 0 &&
      !batch.hasRoom(attempt, this.store.capabilities.maxCommitKeys)
    ) {
      submission.run = run
      this.queue.push(submission)
    } else {
      batch.admit({ submission, attempt, exit: result.success })
    }
  }

  private setAside(submission: Submission.Submission, run: Submission.Run): void {
    // What it reads from now on are committed facts, whatever becomes of this batch.
    run.attempt.view = { ...this.base, instant: run.attempt.instant }
    submission.run = run
    this.aside.add(run)
    run.fiber.addObserver(() => {
      this.aside.delete(run)
      this.submit(submission)
    })
  }

  /** Tells of a failure that no commit validates, once the fact behind it was read again. */
  private fail(submission: Submission.Submission, error: TransactionError): void {
    if (this.facts.doubt(error) && !submission.reread) {
      submission.reread = true
      this.queue.push(submission)
    } else {
      submission.answer(Exit.fail(error), 0)
    }
  }

  /** Counts a lost run; at the bound the caller hears of it. */
  private lose(submission: Submission.Submission): boolean {
    submission.lost += 1
    if (submission.lost < this.bounds.attempts) return true
    submission.answer(Exit.fail(new Contended({ attempts: submission.lost })), 0)
    return false
  }

  private readonly commit = (batch: Batch): Effect.Effect<void> =>
    Effect.suspend(() => {
      if (batch.members.length === 0) return Effect.void
      const proposal = encode(batch)
      if (Result.isFailure(proposal)) return this.isolate(batch.members, proposal.failure)
      const revision = new Revision(batch, this.facts)
      return this.store.commit(this.namespace, proposal.success, revision.revise).pipe(
        Effect.exit,
        Effect.flatMap((exit) => {
          if (Exit.isSuccess(exit)) return Effect.sync(() => this.settle(revision, exit.value))
          const failure = Exit.findError(exit)
          return Result.isSuccess(failure)
            ? this.recover(revision, failure.success, exit)
            : Effect.sync(() => this.failAll(batch, exit))
        }),
      )
    })

  private settle({ batch, changed, declined }: Revision, { version }: Committed): void {
    this.instant = Math.max(this.instant, batch.instant)
    for (const snapshot of changed.values()) this.relearn(snapshot)
    batch.settle(version, (name, slot) => this.facts.keep(name, slot))
    for (const { submission, attempt } of declined)
      submission.doubtful ||= attempt.isBelied((name) => changed.get(name)?.record !== undefined)
    this.requeue(declined)
    for (const { submission, exit } of batch.members) {
      const repeats = exit._tag === "Success" ? exit.value.repeats : undefined
      submission.answer(exit, repeats === undefined || repeats === Slot.pending ? version : repeats)
    }
  }

  private relearn(snapshot: Snapshot): void {
    this.facts.forget(Key.toString(snapshot.key))
    this.facts.learn(snapshot)
  }

  private recover(
    { proposal: batch, changed }: Revision,
    error: StoreConflict | StoreError,
    exit: Exit.Failure<unknown, unknown>,
  ): Effect.Effect<void> {
    switch (error._tag) {
      case "StoreConflict": {
        const stale = new Set(
          error.changed.length > 0 ? error.changed.map(Key.toString) : batch.facts().keys(),
        )
        for (const name of stale) this.facts.forget(name)
        for (const snapshot of changed.values()) this.relearn(snapshot)
        for (const { submission, attempt } of batch.members)
          submission.doubtful ||= attempt.isBelied((name) => stale.has(name))
        this.requeue(batch.members)
        return Effect.void
      }
      case "RecordRefused":
      case "HostWorkFailed":
        return this.split(batch.members, error)
      default:
        // Nobody knows what the store holds now.
        this.facts.forgetAll()
        this.failAll(batch, exit)
        return Effect.void
    }
  }

  private requeue(members: ReadonlyArray<Member>): void {
    const submissions = members.map(({ submission }) => submission)
    this.queue.unshift(...submissions.filter((submission) => this.lose(submission)))
  }

  /** One record that the store refuses must not take others with it. */
  private split(members: ReadonlyArray<Member>, error: StoreError): Effect.Effect<void> {
    const [only, another] = members
    if (only !== undefined && another === undefined) {
      only.submission.answer(Exit.fail(error), 0)
      return Effect.void
    }
    const offenders = members.filter((member) => wrote(member, error))
    return offenders.length > 0 && offenders.length < members.length
      ? this.again(offenders, without(members, offenders))
      : this.again(...halves(members))
  }

  /** One value that its schema cannot encode must not take others with it either. */
  private isolate(members: ReadonlyArray<Member>, defect: unknown): Effect.Effect<void> {
    const [only, another] = members
    if (only === undefined || another !== undefined) return this.again(...halves(members))
    // It may come of what others changed since, so this too counts only once it was validated.
    const batch = new Batch(this.base, only.attempt.instant)
    batch.admit({ ...only, exit: Exit.die(defect) })
    return this.commit(batch)
  }

  private again(...parts: ReadonlyArray<ReadonlyArray<Member>>): Effect.Effect<void> {
    return Effect.forEach(
      parts,
      (part) => this.commit(this.form(part.map(({ submission }) => submission))),
      { discard: true },
    )
  }

  private failAll(batch: Batch, exit: Exit.Failure<unknown, unknown>): void {
    for (const { submission } of batch.members) submission.answer(Exit.failCause(exit.cause), 0)
  }
}

const halves = (members: ReadonlyArray<Member>) => {
  const middle = members.length >>> 1
  return [members.slice(0, middle), members.slice(middle)]
}

const without = (members: ReadonlyArray<Member>, others: ReadonlyArray<Member>) => {
  const left = new Set(others)
  return members.filter((member) => !left.has(member))
}

/** The commit of a batch, or why a value of it is none of its schema. */
const encode = (batch: Batch): Result.Result<Commit, unknown> =>
  Result.try({ try: () => batch.toCommit(), catch: (defect) => defect })

const wrote = ({ attempt }: Member, error: StoreError): boolean =>
  error instanceof RecordRefused &&
  error.key !== undefined &&
  attempt.accesses.get(Key.toString(error.key))?.write !== undefined

/**
 * Decides a batch again on records that changed, while the store holds them locked.
 */
class Revision {
  /** The batch that the store committed in the end. */
  batch: Batch
  declined: ReadonlyArray<Member> = []
  readonly changed = new Map<string, Snapshot>()
  readonly proposal: Batch
  private readonly facts: Facts

  constructor(proposal: Batch, facts: Facts) {
    this.batch = proposal
    this.proposal = proposal
    this.facts = facts
  }

  readonly revise = (changed: ReadonlyArray<Snapshot>): Commit | undefined => {
    for (const snapshot of changed) this.changed.set(Key.toString(snapshot.key), snapshot)
    const locked = this.proposal.facts()
    for (const [name, snapshot] of this.changed) locked.set(name, Slot.committed(snapshot))
    const batch = new Batch(
      {
        find: (name) => locked.get(name),
        registered: (collection) => this.facts.registered(collection),
        load: undefined,
        loadMembers: undefined,
      },
      this.proposal.instant,
    )
    this.declined = this.proposal.members.filter(
      ({ submission }) => !decideLocked(batch, submission),
    )
    if (batch.members.length === 0) return undefined
    const commit = encode(batch)
    // What cannot be encoded is decided again outside the lock, where it can be isolated.
    if (Result.isFailure(commit)) return undefined
    this.batch = batch
    return commit.success
  }
}

/** Decides without fetching anything; `false` where the program would need to. */
const decideLocked = (batch: Batch, submission: Submission.Submission): boolean => {
  const run = Submission.start(submission, batch)
  const result = Submission.resultOf(run)
  if (result !== undefined && Result.isSuccess(result)) {
    batch.admit({ submission, attempt: run.attempt, exit: result.success })
    return true
  }
  if (run.fiber.pollUnsafe() === undefined) run.fiber.interruptUnsafe()
  if (run.attempt.restart !== "ClockBehind") return false
  batch.instant = Math.max(batch.instant, run.attempt.instant)
  return decideLocked(batch, submission)
}
