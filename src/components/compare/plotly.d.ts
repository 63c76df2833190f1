/** As much of plotly as is used here; the package brings no types. */
declare module 'plotly.js-basic-dist-min' {
    interface IPlotlyElement extends HTMLElement {
        on(event: 'plotly_click', listener: (event: { points: { pointIndex: number }[] }) => void): void;
    }

    const Plotly: {
        react(element: HTMLElement, data: object[], layout: object, config: object): Promise<IPlotlyElement>;
        purge(element: HTMLElement): void;
    };

    export default Plotly;
}
