/** A courier that fails as told, the record of a label, and processes that crash. */
import { Result } from "effect"
import { Label, type LabelCommand, LabelDecision } from "entrepot/couriers"
import fc from "fast-check"

/** What the life of a label is made of; a mutant replaces one part. */
export interface Parts {
  readonly decide: typeof LabelDecision.decide
  readonly evolve: typeof Label.evolve
  readonly next: typeof Label.next
}
export const parts: Parts = {
  decide: LabelDecision.decide,
  evolve: Label.evolve,
  next: Label.next,
}

export const reference = "toString"
export const settlesMillis = 100

/** How a request to the courier goes. */
const faults = [
  "well",
  "refused",
  "errorBefore",
  "lostBefore",
  "lostAfter",
  "lateAfter",
  "crashBefore",
  "crashAfter",
] as const
type Fault = (typeof faults)[number]

type Action =
  /** Some process looks what is to be done, and sets out for it. */
  | { readonly do: "look" }
  /** The courier gets one of the requests that were written down. */
  | { readonly do: "call"; readonly which: number; readonly fault: Fault }
  /** One of the answers is written down; it may come again. */
  | { readonly do: "tell"; readonly which: number; readonly again: boolean }
  | { readonly do: "crash"; readonly which: number }
  | { readonly do: "void" }
  | { readonly do: "wait"; readonly millis: number }

const which = fc.nat({ max: 3 })
const actionOf: fc.Arbitrary<Action> = fc.oneof(
  { weight: 5, arbitrary: fc.constant({ do: "look" } as const) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("call" as const),
      which,
      fault: fc.constantFrom(...faults),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("tell" as const), which, again: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("crash" as const), which }) },
  { weight: 1, arbitrary: fc.constant({ do: "void" } as const) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("wait" as const),
      millis: fc.constantFrom(10, 60, 150, 3_000),
    }),
  },
)
export const worldOf = fc.record({
  labelsOnce: fc.boolean(),
  canFind: fc.boolean(),
  actions: fc.array(actionOf, { minLength: 4, maxLength: 25 }),
})
type World = typeof worldOf extends fc.Arbitrary<infer A> ? A : never

/** A request that was written down and has not reached the courier, and an answer to write down. */
interface Request {
  readonly attempt: number
  readonly askedAt: number
}
type Answer = Extract<LabelCommand.LabelCommand, { readonly _tag: "Tell" | "TellVoid" }>

/** A courier, a record of the label, and processes that crash. */
export class Scene {
  readonly parts: Parts
  readonly world: World
  now = 1_000_000
  label: Label.Label | undefined
  requests: ReadonlyArray<Request> = []
  answers: ReadonlyArray<Answer> = []
  /** What the courier sold: when it shows, and whether it was given back. */
  sold: Array<{ readonly number: string; readonly shownAt: number; isVoid: boolean }> = []

  constructor(parts: Parts, world: World) {
    this.parts = parts
    this.world = world
    this.post({ _tag: "Want", reference, courier: "post", service: "parcel" })
  }

  get live(): ReadonlyArray<string> {
    return this.sold.filter(({ isVoid }) => !isVoid).map(({ number }) => number)
  }

  get traits() {
    const contract = { name: "none", version: "1" }
    return { contract, labelsOnce: this.world.labelsOnce, settlesMillis }
  }

  post(command: LabelCommand.LabelCommand): boolean {
    const { now, traits } = this
    const told = this.parts.decide(this.label, command, { now, traits })
    if (Result.isFailure(told)) return false
    this.label = told.success.reduce(this.parts.evolve, this.label)
    return told.success.length > 0
  }

  step(): Label.Step {
    const { label, traits, now } = this
    if (label === undefined) return { _tag: "Done" }
    const never = () => {
      throw new Error("nobody calls it")
    }
    const abilities = this.world.canFind
      ? { traits, find: never, void: never }
      : { traits, void: never }
    return this.parts.next(label, now, abilities)
  }

  look(): void {
    const step = this.step()
    const attempt = this.label?.attempts ?? 0
    if (step._tag === "Ask") {
      if (this.post({ _tag: "Ask", reference }))
        this.requests = [...this.requests, { attempt: attempt + 1, askedAt: this.now }]
    } else if (step._tag === "Find") {
      const found = this.sold.findLast(({ shownAt }) => shownAt <= this.now)
      const number = found?.number
      this.answer(
        number === undefined
          ? tell(attempt, { _tag: "Absent", lookedAt: this.now })
          : tell(attempt, { _tag: found?.isVoid ? "FoundVoid" : "Sold", trackingNumber: number }),
      )
    } else if (step._tag === "Void") {
      for (const label of this.sold) if (label.number === step.trackingNumber) label.isVoid = true
      const outcome = { _tag: "Voided" } as const
      const { trackingNumber } = step
      this.answer({ _tag: "TellVoid", reference, trackingNumber, outcome })
    }
  }

  answer(answer: Answer): void {
    this.answers = [...this.answers, answer]
  }

  sell(shownAt: number): string {
    const known = this.world.labelsOnce ? this.sold[0] : undefined
    if (known !== undefined) return known.number
    const number = `T${this.sold.length + 1}`
    this.sold.push({ number, shownAt, isVoid: false })
    return number
  }

  call({ attempt, askedAt }: Request, fault: Fault): void {
    const answer = (outcome: LabelCommand.LabelOutcome) => this.answer(tell(attempt, outcome))
    const isLate = this.now - askedAt > settlesMillis / 2
    if (isLate) return answer({ _tag: "NothingDone", fault })
    switch (fault) {
      case "well":
        return answer({ _tag: "Sold", trackingNumber: this.sell(this.now) })
      case "refused":
        // Whoever sold it once does not refuse it afterwards.
        return this.sold.length === 0 ? answer({ _tag: "Refused", fault }) : undefined
      case "errorBefore":
        return answer({ _tag: "NothingDone", fault })
      case "lostBefore":
        return answer({ _tag: "Unknown", fault })
      case "lostAfter":
      case "lateAfter":
        this.sell(fault === "lostAfter" ? this.now : askedAt + settlesMillis - 1)
        return answer({ _tag: "Unknown", fault })
      case "crashBefore":
        return
      case "crashAfter":
        this.sell(askedAt + settlesMillis - 1)
    }
  }

  play(action: Action): void {
    switch (action.do) {
      case "look":
        return this.look()
      case "void":
        return void this.post({ _tag: "Void", reference })
      case "wait":
        this.now += action.millis
        return
      case "call": {
        const request = this.requests[action.which % Math.max(1, this.requests.length)]
        this.requests = this.requests.filter((other) => other !== request)
        return request === undefined ? undefined : this.call(request, action.fault)
      }
      case "tell": {
        const answer = this.answers[action.which % Math.max(1, this.answers.length)]
        if (!action.again) this.answers = this.answers.filter((other) => other !== answer)
        return void (answer && this.post(answer))
      }
      case "crash":
        this.requests = this.requests.toSpliced(action.which, 1)
        this.answers = this.answers.toSpliced(action.which, 1)
    }
  }

  /** All processes have crashed but one, which goes on until there is nothing left to do. */
  settle(): Label.Step {
    this.requests = []
    this.answers = []
    for (let turn = 0; turn < 60; turn++) {
      const step = this.step()
      if (step._tag === "Done" || step._tag === "Person") return step
      if (step._tag === "Wait") this.now = step.until
      this.look()
      for (const request of this.requests) this.call(request, "well")
      for (const answer of this.answers) this.post(answer)
      this.requests = []
      this.answers = []
    }
    return this.step()
  }
}

export const tell = (attempt: number, outcome: LabelCommand.LabelOutcome): Answer => ({
  _tag: "Tell",
  reference,
  attempt,
  outcome,
})
