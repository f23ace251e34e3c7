import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { assert } from "@effect/vitest"
import { Effect, Stream } from "effect"
import * as Csv from "entrepot/adapters/channels/csv"
import type { ChannelOrder, Page } from "entrepot/channels"

const folder = mkdtempSync(join(tmpdir(), "entrepot-csv-"))

/** To be done after all tests of each file that makes files: they may share this module. */
export const removeFiles = (): void => rmSync(folder, { recursive: true, force: true })

let files = 0

/** The path of a new file with this content. */
export const fileOf = (content: string | Uint8Array, name = `${(files += 1)}.csv`): string => {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

export type OrderPage = Page<ChannelOrder.ChannelOrder>
export type Pull = (
  path: string,
  options?: Partial<Csv.Options>,
  cursor?: string,
) => Promise<ReadonlyArray<OrderPage>>

const pullEffect = (path: string, options: Partial<Csv.Options> = {}, cursor?: string) =>
  Effect.gen(function* () {
    const { orders } = yield* Csv.make({ path, ...options })
    return yield* Stream.runCollect(orders.pull(cursor))
  })

/** All pages behind a cursor. */
export const pull: Pull = (path, options, cursor) =>
  Effect.runPromise(pullEffect(path, options, cursor))

/** The error with which opening or pulling fails. */
export const failure = (path: string, options?: Partial<Csv.Options>, cursor?: string) =>
  Effect.runPromise(Effect.flip(pullEffect(path, options, cursor)))

export const documents = (pages: ReadonlyArray<OrderPage>) =>
  pages.flatMap(({ items }) => items.map(({ value }) => value))

export const refusals = (pages: ReadonlyArray<OrderPage>): ReadonlyArray<Csv.LineRefused> =>
  pages.flatMap(({ rejected }) =>
    rejected.map((refused) => {
      assert.instanceOf(refused, Csv.LineRefused)
      return refused
    }),
  )

/** Pages without the instants at which they were read. */
export const timeless = (pages: ReadonlyArray<OrderPage>) =>
  pages.map(({ items, rejected, checkpoint }) => ({
    items: items.map(({ observedAt: _, ...item }) => item),
    rejected: rejected.map(({ where, reason, detail, raw }) => ({ where, reason, detail, raw })),
    checkpoint,
  }))

/** One field, quoted where it must be. */
export const field = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
