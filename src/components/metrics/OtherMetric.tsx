import type { ReactNode } from 'react';
import { columnsOfTable } from '../../model/columns';
import type { Metric } from '../../schemas';
import { AccuracyCurves } from '../charts/AccuracyCurves';
import { ConfusionMatrix } from '../charts/ConfusionMatrix';
import { ImageMetric } from '../charts/ImageMetric';
import { Predictions } from '../charts/Predictions';
import { Residuals } from '../charts/Residuals';
import { Table } from '../charts/Table';

export interface IOtherMetricProps {
    metric: Metric;
    imageUrl: (path: string) => string;
}

/** A metric that is no series, drawn as its kind demands. */
export function OtherMetric({ metric, imageUrl }: IOtherMetricProps): JSX.Element {
    return (
        <div className="aml-chart-card" data-kind={metric.kind}>
            <div className="aml-chart-head">
                <span className="aml-chart-title" title={metric.name}>
                    {metric.name}
                </span>
            </div>
            {metric.description && <p className="aml-metric-description">{metric.description}</p>}
            {drawn(metric, imageUrl)}
        </div>
    );
}

function drawn({ kind, name, value }: Metric, imageUrl: (path: string) => string): ReactNode {
    switch (kind) {
        case 'image':
            return <ImageMetric title={name} value={value} imageUrl={imageUrl} />;
        case 'confusion_matrix':
            return <ConfusionMatrix title={name} value={value} />;
        case 'accuracy_table':
            return <AccuracyCurves title={name} value={value} />;
        case 'predictions':
            return <Predictions title={name} value={value} />;
        case 'residuals':
            return <Residuals title={name} value={value} />;
        default:
            return <Table title={name} columns={columnsOfTable(Array.isArray(value) ? { [name]: value } : value)} />;
    }
}
