/**
 * Scans as a scanner sends them: a unit that was seen, and a text that is to be told.
 *
 * @module
 */
import { Clock, Effect, Option, Schema } from "effect"

import * as Id from "../../kernel/Id.ts"
import type { RecordsError, RecordsShape } from "../../store/Records.ts"
import type { CommandError, Outcome, TransactorShape } from "../../store/Transactor.ts"
import type { ScanRefused } from "./ScanDecision.ts"
import * as ScanLookup from "./ScanLookup.ts"
import * as ScanPosting from "./ScanPosting.ts"
import { codeId, Codes } from "./ScanRecords.ts"
import { ScanConflict, type ScanUnknown, type ScanUnreadable } from "./ScanRefusal.ts"
import { commandId, type SerialScan } from "./SerialScan.ts"

/** Takes scans as commands, each once for its number of the device. */
export const takeBy =
  (transactor: TransactorShape) =>
  (scan: SerialScan): Effect.Effect<Outcome<ScanPosting.ScanTaken>, ScanRefused | CommandError> => {
    const { scanId, ...body } = scan
    const { device, sequence, actor } = scan
    // The scan's own id is no part of the body: a gateway may give it another.
    const command = { commandId: commandId(scan), actor, body, answer: ScanPosting.ScanTaken }
    return Effect.catchTag(
      transactor.transact(command, ScanPosting.post(scan)),
      "CommandReused",
      () => Effect.fail(new ScanConflict({ scanId, device, sequence })),
    )
  }

const isId = Schema.is(Id.Id)

/** What a text is of, by the codes that are registered; seen from the present year. */
export const identify = Effect.fnUntraced(function* (
  records: RecordsShape,
  text: string,
): Effect.fn.Return<ScanLookup.Identified, ScanUnreadable | ScanUnknown | RecordsError> {
  const year = new Date(yield* Clock.currentTimeMillis).getUTCFullYear()
  const asked = ScanLookup.askedFor(text, year).filter(({ code }) => isId(code))
  const codes = yield* Effect.forEach(asked, (name) => records.get(Codes, codeId(name)))
  const lookup = ScanLookup.over(codes.flatMap(Option.toArray))
  return yield* Effect.fromResult(ScanLookup.resolve(text, lookup, year))
})
