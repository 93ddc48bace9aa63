// Static types of the API, printed by openapi-typescript. Do not edit: run the generator.

export interface components {
    schemas: never;
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export interface operations {
    x_process_exit_1: {
        parameters: {
            query?: {
                "\"}});process.exit(1)//"?: string;
            };
            header?: never;
            path: {
                id: "*/" | "`${1}`" | "\u2028";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json\"*/": string;
                };
            };
        };
    };
}
