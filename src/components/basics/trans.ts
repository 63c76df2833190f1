import { createContext, useContext } from 'react';

/** As much of JupyterLab's translation bundle as components need. */
export interface ITrans {
    /** Translates a text; `%1`, `%2` ... stand for the arguments. */
    __(text: string, ...args: (string | number)[]): string;
    /** The same for one and for many; `%1` is the number. */
    _n(one: string, many: string, n: number, ...args: (string | number)[]): string;
}

function fill(text: string, args: (string | number)[]): string {
    return text.replace(/%(\d)/g, (mark, digit) => String(args[Number(digit) - 1] ?? mark));
}

/** English, where there is no JupyterLab that could translate. */
export const english: ITrans = {
    __: (text, ...args) => fill(text, args),
    _n: (one, many, n, ...args) => fill(n === 1 ? one : many, [n, ...args])
};

export const TransContext = createContext<ITrans>(english);

export function useTrans(): ITrans {
    return useContext(TransContext);
}
