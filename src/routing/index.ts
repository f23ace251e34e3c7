/**
 * Routing: from which places a whole order is served, and why.
 *
 * @module
 */
export * as Availability from "./Availability.ts"
export * as Candidate from "./Candidate.ts"
export * as CarriageAsking from "./CarriageAsking.ts"
export * as Distance from "./Distance.ts"
export * as OrderQuestion from "./OrderQuestion.ts"
export * as Profile from "./Profile.ts"
export * as ProfilePosting from "./ProfilePosting.ts"
export * as Route from "./Route.ts"
export * as RouteCarriage from "./RouteCarriage.ts"
export * as RouteChange from "./RouteChange.ts"
export * as RouteKeeping from "./RouteKeeping.ts"
export * as RoutePlan from "./RoutePlan.ts"
export * as RoutePosting from "./RoutePosting.ts"
export * from "./Router.ts"
export * as RouteReason from "./RouteReason.ts"
export * from "./RouteRefusal.ts"
export * as RouteRequest from "./RouteRequest.ts"
export * as RouteShipment from "./RouteShipment.ts"
export * as RoutingCommand from "./RoutingCommand.ts"
export * as RoutingRecords from "./RoutingRecords.ts"
export * from "./RoutingRefusal.ts"
export * as Workdays from "./Workdays.ts"
