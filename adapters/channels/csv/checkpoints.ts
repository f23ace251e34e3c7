/**
 * Checkpoints: where a page ended, in which file, read by which settings.
 *
 * @module
 */
import { Result, Schema } from "effect"
import { CursorMalformed, SourceChanged } from "entrepot/channels"

import type { Place } from "./rows.ts"

/** What a checkpoint holds true of, beside its place. */
export interface Edition {
  readonly channel: string
  readonly path: string
  /** The fingerprint of the file. */
  readonly content: string
  /** The fingerprint of how it is read. */
  readonly settings: string
}

const Checkpoint = Schema.fromJsonString(
  Schema.Struct({
    csv: Schema.Literal(1),
    content: Schema.String,
    settings: Schema.String,
    offset: Schema.Natural,
    line: Schema.Int.check(Schema.isGreaterThan(0)),
  }),
)
const decodeCheckpoint = Schema.decodeUnknownResult(Checkpoint)

/** The text of a checkpoint. */
export const encode = ({ content, settings }: Edition, { offset, line }: Place): string =>
  JSON.stringify({ csv: 1, content, settings, offset, line })

/** Reads the place out of a cursor, or says why it is of no use here. */
export const decode = (
  edition: Edition,
  cursor: string,
): Result.Result<Place, CursorMalformed | SourceChanged> => {
  const { channel } = edition
  return decodeCheckpoint(cursor).pipe(
    Result.mapError(() => new CursorMalformed({ channel, cursor })),
    Result.flatMap(({ offset, line, ...wanted }) =>
      Result.map(check(edition, wanted), () => ({ offset, line })),
    ),
  )
}

/** Refuses where the file or its reading is not what is wanted. */
export const check = (
  edition: Edition,
  wanted: Pick<Edition, "content" | "settings">,
): Result.Result<void, SourceChanged> => {
  const { channel, path: where } = edition
  for (const what of ["content", "settings"] as const)
    if (edition[what] !== wanted[what])
      return Result.fail(
        new SourceChanged({ channel, where, what, wanted: wanted[what], found: edition[what] }),
      )
  return Result.void
}
