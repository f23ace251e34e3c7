/**
 * The model in force, compiled once, and what is found by it.
 *
 * @module
 */
import { Effect, Option } from "effect"

import * as Digest from "../../kernel/Digest.ts"
import * as Once from "../../kernel/Once.ts"
import { hashing } from "../../orders/PersonalKeeping.ts"
import type { TransactionShape } from "../../store/Transaction.ts"
import type { CustomerCommand } from "../CustomerCommand.ts"
import { ModelReused } from "../CustomerRefusal.ts"
import * as HashedValue from "../linkage/HashedValue.ts"
import type { LinkageModel } from "../linkage/LinkageModel.ts"
import type { FieldName } from "../linkage/LinkRecord.ts"
import * as PriorModel from "../linkage/PriorModel.ts"
import * as Kept from "../profile/Kept.ts"
import { tellingValues } from "../resolution/GenericValue.ts"
import type { Linker } from "../resolution/Linker.ts"
import * as ModelLinker from "../resolution/ModelLinker.ts"
import type { Reader } from "./AliasKeeping.ts"
import { modelId, Models, ModelsPut } from "./IdentityRecords.ts"

/** A model, ready to be asked; one for each that the transactor keeps in memory. */
export const linkerOf: (model: LinkageModel) => Linker = Once.per(ModelLinker.make)

/** The model in force: the one that is shipped, until another one is put. */
export const modelInForce = <E>(reader: Reader<E>): Effect.Effect<LinkageModel, E> =>
  Effect.map(reader.get(Models, modelId), (found) =>
    Option.match(found, { onNone: () => PriorModel.model, onSome: ({ model }) => model }),
  )

/** The model in force, ready to be asked. */
export const inForce = (tx: TransactionShape): Effect.Effect<Linker> =>
  Effect.map(modelInForce(tx), linkerOf)

/**
 * How this library reads evidence into what records are found by: raised where what was said before
 * comes to other keys or values, so that `settle` draws them anew.
 */
const reading = 1

/** What is found by a model bears this: its version, and how evidence is read. */
export const stampOf = ({ version }: Pick<LinkageModel, "version">): string =>
  `${version}#${reading}`

const isTelling = (field: FieldName): boolean =>
  tellingValues({ id: "", values: new Map([[field, ["?"]]]) }).length > 0

/** How many times as frequent as the rarest a value has to be to stand in a model that is kept. */
const crowd = 10

/**
 * What is kept of a model: erasure does not reach it, so it holds nothing that may be somebody's own.
 *
 * Generic values stand in it by their names, and records are compared without them as by the model that
 * was given. Frequencies of phones, accounts, addresses and the like are left out, and those of names that
 * few have: such a value weighs as the rarest one.
 */
export const keptOf = (model: LinkageModel, hash: Kept.Hash): LinkageModel => ({
  ...model,
  values: model.values.map((known) => ({
    ...known,
    frequencies: isTelling(known.field)
      ? []
      : known.frequencies.filter(([, share]) => share >= crowd * known.rarest),
    generic: known.generic.map((value) =>
      HashedValue.isHashed(value) ? value : Kept.nameOf(hash, known.field, value),
    ),
  })),
})

/** The keyed hash of a model as it was given: all of it counts, kept or not. */
const digestOf = (model: LinkageModel, hash: Kept.Hash): string =>
  hash(`model\n${Digest.canonicalJson(model)}`)

/** A version with the digest of what it means; it means one model for good. */
export const named = Effect.fnUntraced(function* (
  tx: TransactionShape,
  model: LinkageModel,
): Effect.fn.Return<{ readonly version: string; readonly digest: string }, ModelReused> {
  const hash = yield* hashing(tx)
  const { version } = model
  const digest = digestOf(model, hash)
  const same = Option.map(yield* tx.get(ModelsPut, version), (found) => found.digest)
  const known = version === PriorModel.model.version ? digestOf(PriorModel.model, hash) : digest
  return Option.getOrElse(same, () => known) === digest
    ? { version, digest }
    : yield* new ModelReused({ version })
})

/**
 * Puts a model in force; which records are left to be asked anew, these say by what they bear. One that
 * was in force before may come back: records that it was asked about last have its answer still.
 */
export const put = Effect.fnUntraced(function* (
  tx: TransactionShape,
  { commandId, actor, model }: Extract<CustomerCommand, { readonly _tag: "Refit" }>,
): Effect.fn.Return<void, ModelReused> {
  yield* tx.put(ModelsPut, yield* named(tx, model))
  yield* tx.put(Models, {
    model: keptOf(model, yield* hashing(tx)),
    put: { commandId, ...(actor === undefined ? {} : { actor }) },
  })
})
