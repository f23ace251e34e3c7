import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  truncateSync,
} from "node:fs"
import { gzipSync } from "node:zlib"

import { afterAll, assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { TestClock } from "effect/testing"
import * as Csv from "entrepot/adapters/channels/csv"
import {
  Channel,
  type ChannelTraits,
  ChannelUnavailable,
  ContractDrift,
  CursorMalformed,
  SourceChanged,
} from "entrepot/channels"

import { documents, failure, fileOf, pull, removeFiles } from "./support.ts"

afterAll(removeFiles)

const header = "order,sku,quantity,at,price"
const line = (order: number | string) => `${order},MUG,1,2026-01-05,9.50`
const small = [header, line(1), line(2), line(3)].join("\n")

const timeout = 20_000
const lines = 10_000

/** Some hundred kilobytes that gzip cannot make small. */
const large = [
  header,
  ...Array.from({ length: lines }, (_, at) =>
    line(
      Math.sin(at + 1)
        .toString()
        .slice(2),
    ),
  ),
].join("\n")

const drifts = async (path: string, detail: RegExp) => {
  const error = await failure(path)
  assert.instanceOf(error, ContractDrift)
  assert.isTrue(error.message.startsWith(path), error.message)
  assert.match(error.message, detail)
}

describe("a file that is no CSV", { timeout }, () => {
  it("is refused with its path where it is missing", async () => {
    for (const path of [`${fileOf(small)}.missing`, `${fileOf(small)}/under`]) {
      const error = await failure(path)
      assert.instanceOf(error, ChannelUnavailable)
      assert.strictEqual(error.reason, "missing")
      assert.strictEqual(error.message, `${path}: there is no such file`)
    }
  })

  it.skipIf(process.getuid?.() === 0)("is refused where nobody may read it", async () => {
    const path = fileOf(small)
    chmodSync(path, 0)
    const error = await failure(path)
    assert.isTrue(error instanceof ChannelUnavailable && error.reason === "denied")
  })

  it("is refused where it is a folder, or a device", async () => {
    const folder = `${fileOf(small)}.folder`
    mkdirSync(folder)
    await drifts(folder, /this is a folder, not a file$/)
    await drifts("/dev/null", /this is a device, not a file$/)
  })

  it("is refused where it is empty", async () => {
    for (const content of ["", "\n\n", "\uFEFF", gzipSync("")])
      await drifts(fileOf(content), /line 1: this is no CSV file in UTF-8: it is empty$/)
  })

  it("is refused where it is binary, or not in UTF-8", async () => {
    for (const content of [
      Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"),
      Buffer.from("504b0304140006000800000021000a0b", "hex"),
      Buffer.from(`\uFEFF${small}`, "utf16le"),
      Buffer.from(small, "utf16le"),
      Buffer.from(small.replace("price", "pr\u00efce"), "latin1"),
    ])
      await drifts(fileOf(content), /line 1: this is no CSV file in UTF-8: its header is no text$/)
    await drifts(fileOf('{"order": 1}'), /line 1: .* a quote stands inside a field/)
    await drifts(fileOf(`\n"${small}`), /line 2: .* a quote is not closed before the end/)
    await drifts(fileOf(`"${large}`), /line 1: .* a quote is not closed within 65536 bytes/)
  })

  it("is refused where its gzip is broken, also behind good pages", async () => {
    const packed = gzipSync(large)
    const path = fileOf(packed)
    truncateSync(path, Math.floor(packed.length * 0.7))
    await drifts(path, /the gzip file is broken: unexpected end of file$/)
    const pages = Effect.gen(function* () {
      const { orders } = yield* Csv.make({ path })
      return yield* orders.pull().pipe(Stream.take(3), Stream.runCollect)
    })
    assert.strictEqual((await Effect.runPromise(pages)).length, 3)

    packed.writeUInt8(packed.readUInt8(60_000) ^ 0xff, 60_000)
    await drifts(fileOf(packed), /the gzip file is broken/)
    await drifts(fileOf(gzipSync(small).subarray(0, 12)), /the gzip file is broken/)
  })

  it("is refused where the options make no sense", async () => {
    const path = fileOf(small)
    const cases: ReadonlyArray<readonly [unknown, RegExp]> = [
      [{ currency: "EURO" }, /ISO 4217/],
      [{ timeZone: "Mars" }, /time zone/],
      [{ pageOrders: 0 }, /pageOrders/],
      [{ delimiter: '"' }, /delimiter/],
      [{ columns: { prise: "price" } }, /prise/],
      [{ colums: {} }, /colums/],
      [{ path: "" }, /path/],
      [{ account: "" }, /account/],
    ]
    for (const [options, detail] of cases) {
      // A caller without types may say anything.
      const error = await failure(path, options as Partial<Csv.Options>)
      assert.instanceOf(error, Csv.OptionsRefused)
      assert.match(error.message, detail)
    }
  })
})

describe("a CSV file", { timeout }, () => {
  it("is read plain or as gzip, by its bytes and not by its name", async () => {
    const plain = documents(await pull(fileOf(large, "named.gz")))
    const packed = documents(await pull(fileOf(gzipSync(large), "named.csv")))
    assert.strictEqual(plain.length, lines)
    assert.deepStrictEqual(packed, plain)
  })

  it("without lines has one empty page, at its end", async () => {
    for (const content of [header, `${header}\n`, gzipSync(`${header}\n\n`)]) {
      const [page, ...more] = await pull(fileOf(content))
      assert.deepStrictEqual(more, [])
      assert.deepStrictEqual(page?.items, [])
      assert.strictEqual(page?.progress?.done, page?.progress?.total)
    }
  })

  it("says how far it was read", async () => {
    const [first] = await pull(fileOf(large))
    assert.isBelow(first?.progress?.done ?? 0, large.length)
    for (const content of [Buffer.from(large), gzipSync(large)]) {
      const progress = (await pull(fileOf(content), { pageOrders: 1000 })).map(
        (page) => page.progress,
      )
      assert.isTrue(progress.every((seen) => seen?.total === content.length))
      const done = progress.map((seen) => seen?.done ?? Number.NaN)
      assert.deepStrictEqual(
        done,
        done.toSorted((a, b) => a - b),
      )
      assert.strictEqual(done.at(-1), content.length)
    }
  })

  it("is a channel with an account of its own unless told", async () => {
    const path = fileOf(small, "spring.csv.gz")
    const whose = (options: Csv.Options) =>
      Effect.runPromise(
        Channel.use(({ id, account, traits }) => Effect.succeed([id, account, traits])).pipe(
          Effect.provide(Csv.layer(options)),
        ),
      )
    const traits: ChannelTraits = {
      contract: { name: "order-line CSV", version: "1" },
      orders: { cursor: "position", order: "none", overlapMillis: 0, shows: "part" },
    }
    assert.deepStrictEqual(await whose({ path }), ["csv", "spring", traits])
    const options = { path, channel: "fair", account: "stand 7" }
    assert.deepStrictEqual(await whose(options), ["fair", "stand 7", traits])
  })

  it.effect("is looked at by Effect's clock", () =>
    Effect.gen(function* () {
      yield* TestClock.adjust(1234)
      const { orders } = yield* Csv.make({ path: fileOf(small) })
      const [page] = yield* Stream.runCollect(orders.pull())
      assert.deepStrictEqual(
        page?.items.map(({ observedAt }) => observedAt),
        [1234, 1234, 1234],
      )
    }),
  )

  it("that grows meanwhile is read as far as it went", async () => {
    const path = fileOf(large)
    const counted = Effect.gen(function* () {
      const { orders } = yield* Csv.make({ path })
      let count = 0
      yield* Stream.runForEach(orders.pull(), ({ items }) =>
        Effect.sync(() => {
          if (count === 0) appendFileSync(path, `\n${line("late")}`)
          count += items.length
        }),
      )
      return count
    })
    assert.strictEqual(await Effect.runPromise(counted), lines)
  })

  it.skipIf(process.platform !== "linux")("is closed when nobody wants more pages", async () => {
    const isOpen = (path: string) =>
      readdirSync("/proc/self/fd").some((handle) => {
        try {
          return readlinkSync(`/proc/self/fd/${handle}`) === path
        } catch {
          return false
        }
      })
    for (const content of [large, gzipSync(large)]) {
      const path = fileOf(content)
      const first = Effect.gen(function* () {
        const { orders } = yield* Csv.make({ path })
        const wasOpen = Effect.sync(() => assert.isTrue(isOpen(path)))
        return yield* orders.pull().pipe(
          Stream.tap(() => wasOpen),
          Stream.take(1),
          Stream.runDrain,
        )
      })
      await Effect.runPromise(first)
      for (let round = 0; isOpen(path) && round < 100; round += 1)
        await new Promise((resolve) => setTimeout(resolve, 10))
      assert.isFalse(isOpen(path))
    }
  })
})

describe("a cursor of a CSV file", { timeout }, () => {
  const cursorOf = async (path: string, options: Partial<Csv.Options> = {}) =>
    (await pull(path, { pageOrders: 1, ...options }))[0]?.checkpoint ?? ""

  it("is refused where it is none", async () => {
    const path = fileOf(small)
    const cursor = await cursorOf(path)
    for (const wrong of [
      "",
      "42",
      "{}",
      cursor.slice(1),
      cursor.replace('"csv":1', '"csv":2'),
      cursor.replace(/"offset":\d+/, '"offset":-1'),
      cursor.replace(/"line":\d+/, '"line":0'),
    ]) {
      const error = await failure(path, {}, wrong)
      assert.instanceOf(error, CursorMalformed)
      assert.strictEqual(error.cursor, wrong)
    }
  })

  it("is refused where the file has changed", async () => {
    const path = fileOf(small, "changing.csv")
    const cursor = await cursorOf(path)
    for (const content of [`${small}\n${line(4)}`, small.replace("9.50", "9.60")]) {
      fileOf(content, "changing.csv")
      const error = await failure(path, {}, cursor)
      assert.instanceOf(error, SourceChanged)
      assert.strictEqual(error.what, "content")
      assert.match(error.message, /changing\.csv: it has changed since the cursor was made/)
    }
    fileOf(small, "changing.csv")
    assert.strictEqual((await pull(path, {}, cursor)).length, 1)
  })

  it("is refused where either end of a long file has changed", async () => {
    const path = fileOf(large, "long.csv")
    const cursor = await cursorOf(path)
    for (const content of [large.replace("MUG", "CUP"), `${large.slice(0, -1)}1`]) {
      fileOf(content, "long.csv")
      assert.instanceOf(await failure(path, {}, cursor), SourceChanged)
    }
  })

  it("is refused where the file is read by other settings, but pages may be longer", async () => {
    const path = fileOf(`${small.replace("price", "price,market,country")},NO,NO`)
    const cursor = await cursorOf(path)
    for (const options of [
      { currency: "EUR" as const },
      { timeZone: "Europe/Oslo" },
      { absent: [] },
      { cancellationPrefix: "R" },
      { adjustmentPrefix: "A" },
      { columns: { market: "country" } },
    ]) {
      const error = await failure(path, options, cursor)
      assert.isTrue(error instanceof SourceChanged && error.what === "settings")
    }
    assert.strictEqual((await pull(path, { pageOrders: 7, account: "b" }, cursor)).length, 1)
  })

  it("does not outlive a file that changes between opening and pulling", async () => {
    const path = fileOf(small)
    const program = Effect.gen(function* () {
      const { orders } = yield* Csv.make({ path })
      fileOf(large, path.split("/").at(-1))
      return yield* Effect.flip(Stream.runDrain(orders.pull()))
    })
    assert.instanceOf(await Effect.runPromise(program), SourceChanged)
  })
})
