/** The shapes that staff of a lender are answered with. */
import type { Api } from "../shared/api";

export type Staff = Api<"StaffOut">;

export type LenderDebt = Api<"LenderDebtOut">;
export type Import = Api<"ImportOut">;

export type Endpoint = Api<"EndpointOut"> & Partial<Pick<Api<"NewEndpointOut">, "secret">>;
export type Message = Api<"MessageOut">;

export type ApiKey = Api<"ApiKeyOut"> & Partial<Pick<Api<"NewApiKeyOut">, "key">>;
