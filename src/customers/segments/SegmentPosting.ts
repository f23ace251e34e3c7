/**
 * Takes in what segments ask for.
 *
 * @module
 */
import { Effect, Option, Schema } from "effect"

import type { RuleSetRefused } from "../../rules/RuleRefusal.ts"
import { Transaction } from "../../store/Transaction.ts"
import { compile } from "./Segment.ts"
import type { SegmentCommand } from "./SegmentCommand.ts"
import { Definitions, SegmentHistory } from "./SegmentRecords.ts"
import { VersionOutOfOrder } from "./SegmentRefusal.ts"

/** The answer of a definition. */
export const Defined = Schema.Struct({ version: Schema.Int })

/** A segment asks for this from now on; its version is the next. */
export const define = Effect.fnUntraced(function* ({
  segment,
}: typeof SegmentCommand.cases.Define.Type): Effect.fn.Return<
  typeof Defined.Type,
  VersionOutOfOrder | RuleSetRefused,
  Transaction
> {
  const tx = yield* Transaction
  const { id, version } = segment
  yield* Effect.fromResult(compile(segment))
  const known = Option.getOrUndefined(yield* tx.get(Definitions, id))
  const wanted = (known?.versions.at(-1)?.segment.version ?? 0) + 1
  if (version !== wanted) return yield* new VersionOutOfOrder({ segment: id, version, wanted })
  const versions = [...(known?.versions ?? []), { from: yield* tx.now, segment }]
  yield* tx.put(Definitions, { id, versions })
  yield* tx.append(SegmentHistory, { _tag: "Defined", segment })
  return { version }
})
