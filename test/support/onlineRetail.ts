/** The real file of order lines, read by plain code that shares nothing with the library. */
import { createReadStream } from "node:fs"
import { createInterface } from "node:readline"
import { createGunzip } from "node:zlib"

import * as SharedData from "./sharedData.ts"

export const path = "../shared/data/retail/online_retail.csv.gz"

/** Whether its tests are to be skipped. */
export const isMissing = SharedData.isMissing(path)

export interface RetailLine {
  /** As it stands in the file. */
  readonly text: string
  readonly invoice: string
  readonly quantity: number
  /** Epoch milliseconds. */
  readonly instant: number
  readonly price: string
  /** `NA` where it is not known. */
  readonly customer: string
  readonly country: string
}

/** Every line behind the head; no field of this file has a line break. */
export async function* lines(): AsyncGenerator<RetailLine> {
  for await (const text of createInterface(createReadStream(path).pipe(createGunzip()))) {
    const fields = text.includes('"')
      ? Array.from(text.matchAll(/"((?:[^"]|"")*)"|[^,]+/g), (m) => m[1] ?? m[0])
      : text.split(",")
    if (fields.length !== 8) throw new Error(`not eight fields: ${text}`)
    const [invoice = "", , , quantity = "", at = "", price = "", customer = "", country = ""] =
      fields
    if (invoice === "InvoiceNo") continue
    const instant = Date.parse(`${at.replace(" ", "T")}Z`)
    yield { text, invoice, quantity: Number(quantity), instant, price, customer, country }
  }
}

/** Ten-thousandths of a pound, from text with at most four decimals. */
export const tenThousandths = (price: string): bigint => {
  const [whole = "", part = ""] = price.replace("-", "").split(".")
  const amount = BigInt(whole + part.padEnd(4, "0"))
  return price.startsWith("-") ? -amount : amount
}
