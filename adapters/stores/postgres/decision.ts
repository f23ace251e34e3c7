/**
 * What is to be committed: the proposal, or what revise makes of it.
 *
 * @module
 */
import { Result } from "effect"
import {
  Admission,
  type Capabilities,
  type Commit,
  Key,
  RecordRefused,
  type Revise,
  type Snapshot,
  StoreConflict,
} from "entrepot/store"

/** A commit before it is decided. */
export interface Proposal {
  readonly capabilities: Capabilities
  readonly namespace: string
  readonly proposal: Commit
  readonly revise: Revise
}

/** The proposal where nothing changed, else the answer of revise, where there is one that holds. */
export const decide = (
  { capabilities, namespace, proposal, revise }: Proposal,
  changed: ReadonlyArray<Snapshot>,
): Result.Result<Commit, StoreConflict | RecordRefused> => {
  if (changed.length === 0) return Result.succeed(proposal)
  const revised = capabilities.revise ? revise(changed) : undefined
  if (revised === undefined) return Result.fail(conflict(changed))
  const now = new Map(proposal.touches.map(({ key, expected }) => [Key.toString(key), expected]))
  for (const { key, record } of changed) now.set(Key.toString(key), record?.version ?? 0)
  const refused =
    refuse(capabilities, namespace, revised) ?? Admission.ofRevision(proposal, revised)
  if (refused !== undefined) return Result.fail(refused)
  const still = revised.touches.filter(
    ({ key, expected }) => now.get(Key.toString(key)) !== expected,
  )
  return still.length === 0 ? Result.succeed(revised) : Result.fail(conflict(still))
}

const conflict = (changed: ReadonlyArray<{ readonly key: Key.Key }>) =>
  new StoreConflict({ changed: changed.map(({ key }) => key) })

/** Whether a commit writes nothing, so that one look at all its keys decides it. */
export const onlyValidates = ({ touches, entries, alongside }: Commit): boolean =>
  entries.length === 0 &&
  alongside === undefined &&
  touches.every(({ write }) => write === undefined)

/** Why this store cannot take the commit, or `undefined`. */
export const refuse = (capabilities: Capabilities, namespace: string, commit: Commit) =>
  Admission.ofCommit(capabilities, namespace, commit) ??
  Admission.ofHostWork(capabilities, "postgres", commit)
