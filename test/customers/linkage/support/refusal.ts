/** What the bench cannot read, said in one line. */
import { Result, Schema } from "effect"

/** A mapping cannot be read, or does not fit its files: says what and where. */
export class MappingRefused extends Schema.TaggedError<MappingRefused>()("MappingRefused", {
  where: Schema.String,
  reason: Schema.Literals([
    "options",
    "file",
    "encoding",
    "csv",
    "empty",
    "mapping",
    "link",
    "pattern",
    "columns",
    "truth",
  ]),
  detail: Schema.String,
}) {
  override get message(): string {
    return `${this.where}: ${this.detail}`
  }
}

/** A refusal by its place, its reason and what there is to say. */
export const refuse = (
  where: string,
  reason: MappingRefused["reason"],
  detail: string,
): MappingRefused => new MappingRefused({ where, reason, detail })

/** What a function answers, or a refusal that says in one line why it failed. */
export const orRefuse = <A>(where: string, reason: MappingRefused["reason"], run: () => A): A =>
  Result.getOrThrow(
    Result.try({
      try: run,
      catch: (cause) =>
        refuse(where, reason, cause instanceof Error ? cause.message : String(cause)),
    }),
  )
