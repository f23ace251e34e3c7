/**
 * The tenant whose records are read and written.
 *
 * @module
 */
import { Context } from "effect"

/**
 * The current namespace: `"default"` unless provided.
 *
 * Every key carries it, so two tenants of one database never meet. It is a reference with a
 * default, so a shop with one tenant never names it.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { Namespace } from "entrepot/store"
 *
 * const program = Effect.gen(function* () {
 *   return yield* Namespace
 * }).pipe(Effect.provideService(Namespace, "tenant-7"))
 * console.log(Effect.runSync(program))
 * ```
 * ```text
 * tenant-7
 * ```
 */
export const Namespace: Context.Reference<string> = Context.Reference<string>(
  "entrepot/store/Namespace",
  { defaultValue: () => "default" },
)
