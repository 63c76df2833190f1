import type { KeyboardEvent, ReactNode, Ref } from 'react';
import { useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import { anchorOf, LINE_PX, LineScroll } from './line_scroll';

export interface ILineListHandle {
    /** Brings a line into sight. */
    goTo(line: number): void;
    /** The first line in sight. */
    first(): number;
}

export interface ILineListProps {
    count: number;
    /** One element for a line, with `index` as its key. */
    renderLine: (index: number) => ReactNode;
    label: string;
    wrap?: boolean;
    /** Stay at the end as lines are added. */
    follow?: boolean;
    /** The reader left the end, or came back to it. */
    onFollow?: (follow: boolean) => void;
    /** These lines are in sight. */
    onSight?: (first: number, last: number) => void;
    handle?: Ref<ILineListHandle>;
}

const OVERSCAN = 8;

/** Any number of lines, of which only those in sight are in the page. Millions of lines are more than a browser can make an element high for. */
export function LineList(props: ILineListProps): JSX.Element {
    const { count, renderLine, label, wrap = false, follow = false, onFollow, onSight, handle } = props;
    const frame = useRef<HTMLDivElement>(null);
    const space = useRef<HTMLDivElement>(null);
    const block = useRef<HTMLDivElement>(null);
    const [scroll] = useState(() => new LineScroll());
    const [, setDrawn] = useState(0);
    const draw = () => setDrawn(drawn => drawn + 1);

    scroll.count = count;
    scroll.wrapped = wrap;
    if (follow) {
        scroll.top = scroll.maxTop;
    }
    const anchor = anchorOf(scroll);
    const first = Math.max(0, anchor.line - Math.ceil(anchor.at_px / LINE_PX) - OVERSCAN);
    const last = Math.min(count - 1, anchor.line + Math.ceil((scroll.height_px - anchor.at_px) / LINE_PX) + OVERSCAN);

    useEffect(() => onSight?.(first, last), [first, last, count, onSight]);
    useImperativeHandle(handle, () => ({
        goTo: line => {
            scroll.goTo(line);
            draw();
        },
        first: () => Math.floor(scroll.top)
    }));

    useLayoutEffect(() => {
        const element = frame.current!;
        const measure = () => {
            if (element.clientHeight && element.clientHeight !== scroll.height_px) {
                scroll.height_px = element.clientHeight;
                draw();
            }
        };
        const observer = new ResizeObserver(measure);
        observer.observe(element);
        measure();
        const wheel = (event: WheelEvent) => {
            if (scroll.scaled && event.deltaY && !event.ctrlKey && !event.shiftKey) {
                event.preventDefault();
                const by_px = event.deltaMode === 1 ? event.deltaY * LINE_PX : event.deltaY;
                move.current(by_px / LINE_PX);
            }
        };
        // React's listeners are passive and could not keep the browser from scrolling.
        element.addEventListener('wheel', wheel, { passive: false });
        return () => {
            observer.disconnect();
            element.removeEventListener('wheel', wheel);
        };
    }, [scroll]);

    // Where lines are wrapped their heights are known only now.
    useLayoutEffect(() => {
        const rows = block.current!;
        const row = rows.children[anchor.line - first] as HTMLElement | undefined;
        const height_px = row?.offsetHeight || LINE_PX;
        rows.style.transform = `translateY(${anchor.at_px - anchor.part * height_px - (row?.offsetTop ?? 0)}px)`;
        if (wrap) {
            if (scroll.learn(rows.offsetHeight, rows.children.length)) {
                draw();
            }
        } else if (rows.offsetWidth > space.current!.offsetWidth) {
            space.current!.style.minWidth = `${rows.offsetWidth}px`;
        }
        const element = frame.current!;
        if (Math.abs(element.scrollTop - scroll.scrollTop) >= 1) {
            element.scrollTop = scroll.scrollTop;
        }
    });
    useEffect(() => {
        space.current!.style.minWidth = '';
    }, [wrap]);

    const settle = () => {
        draw();
        if (scroll.atEnd !== follow) {
            onFollow?.(scroll.atEnd);
        }
    };
    const onScroll = () => {
        if (scroll.scrolledTo(frame.current!.scrollTop)) {
            settle();
        }
    };
    const move = useRef<(lines: number) => void>(() => undefined);
    move.current = lines => {
        scroll.moveBy(lines);
        settle();
    };
    const onKeyDown = (event: KeyboardEvent) => {
        const lines = scroll.linesOfKey(event.key);
        if (lines !== null && event.target === frame.current && !event.ctrlKey && !event.metaKey && !event.altKey) {
            event.preventDefault();
            move.current(lines);
        }
    };

    const rows: ReactNode[] = [];
    for (let index = first; index <= last; index++) {
        rows.push(renderLine(index));
    }
    return (
        <div
            ref={frame}
            className="aml-lines"
            data-wrap={wrap}
            tabIndex={0}
            role="region"
            aria-label={label}
            onScroll={onScroll}
            onKeyDown={onKeyDown}
        >
            <div ref={space} style={{ height: scroll.space_px }}>
                <div className="aml-lines-layer" style={{ height: scroll.height_px }}>
                    <div ref={block} className="aml-lines-block">
                        {rows}
                    </div>
                </div>
            </div>
        </div>
    );
}
