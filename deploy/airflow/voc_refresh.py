"""Airflow DAG (2.4 or newer): the same two commands, one after the other. Copy it into the DAG folder of a worker that has voc installed."""

from __future__ import annotations

from datetime import datetime, timedelta

from airflow import DAG
from airflow.operators.bash import BashOperator  # Airflow 3: airflow.providers.standard.operators.bash

VOC = "/opt/voc/.venv/bin/voc"
ENVIRONMENT = {"VOC_HOME": "/srv/voc/store", "VOC_KEY_FILE": "/etc/voc/identity.key"}

with DAG(
    dag_id="voc_refresh",
    description="Take new files and score them",
    schedule="30 2 * * *",
    start_date=datetime(2026, 1, 1),
    catchup=False,  # one run takes everything that is missing, so that missed nights need no runs of their own
    max_active_runs=1,
    default_args={"retries": 2, "retry_delay": timedelta(minutes=10)},
    tags=["voc"],
) as dag:
    # Exit status 1 says that some rows went to quarantine: done, so that scoring follows.
    ingest = BashOperator(
        task_id="ingest",
        bash_command=f"{VOC} ingest /srv/voc/incoming --wait 1800 --json; status=$?; [ $status -le 1 ] || exit $status",
        env=ENVIRONMENT,
        append_env=True,
        execution_timeout=timedelta(hours=2),
    )
    rescore = BashOperator(
        task_id="rescore",
        bash_command=f"{VOC} rescore --wait 1800 --json",
        env=ENVIRONMENT,
        append_env=True,
        execution_timeout=timedelta(hours=6),
    )
    ingest >> rescore
