"""The files of a SLURM on one machine; braces are filled in by slurm_cluster.py."""

SLURM_CONF = """
ClusterName=yellowsound
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={slurmctld}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
StateSaveLocation={folder}/state
SlurmctldPidFile={folder}/slurmctld.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdPidFile={folder}/%n.pid
SlurmdLogFile={folder}/%n.log
SlurmdSpoolDir={folder}/spool-%n
MpiDefault=none
ReturnToService=2
SwitchType=switch/none
# Neither systemd nor cgroups: processes are found by their parents, and memory
# is watched by sampling. What takes more than it asked for is killed.
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=task=1
JobAcctGatherParams=OverMemoryKill,UsePss
SlurmdParameters=config_overrides
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=2,bf_interval=2
PriorityType=priority/basic
LaunchParameters=disable_send_gids
KillWait=5
MinJobAge=600
JobRequeue=0
TaskProlog={folder}/private_tmp
Epilog={folder}/remove_tmp
AccountingStorageType=accounting_storage/slurmdbd
AccountingStorageHost=127.0.0.1
AccountingStoragePort={slurmdbd}
AccountingStoragePass={folder}/munge.socket
AccountingStorageTRES=gres/gpu
AccountingStorageEnforce=associations,limits
AccountingStoreFlags=job_comment
GresTypes=gpu
{nodes}
PartitionName={partition} Nodes={names} Default=YES LLN=YES MaxTime=1-0 State=UP OverSubscribe=NO
"""

NODE = (
    "NodeName={name} NodeHostname={host} NodeAddr=127.0.0.1 Port={port}"
    " CPUs=8 RealMemory={memory_mb} Gres=gpu:{gpu}:1 Feature={name}"
)

SLURMDBD_CONF = """
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
DbdHost=localhost
DbdAddr=127.0.0.1
DbdPort={slurmdbd}
SlurmUser=root
LogFile={folder}/slurmdbd.log
PidFile={folder}/slurmdbd.pid
StorageType=accounting_storage/mysql
StorageHost=127.0.0.1
StoragePort={mariadb}
StorageUser=slurm
StoragePass=slurm
StorageLoc=slurm_accounting
"""

CREATE_SQL = """
CREATE USER 'slurm'@'127.0.0.1' IDENTIFIED BY 'slurm';
GRANT ALL ON slurm_accounting.* TO 'slurm'@'127.0.0.1';
"""
"""One statement a line, as the server reads it."""

# Each job has temporary files and caches of its own, on its node, until its end.
PRIVATE_TMP = """#!/bin/sh
own={folder}/tmp/$SLURMD_NODENAME/$SLURM_JOB_ID
mkdir -p "$own"
echo "export TMPDIR=$own"
echo "export XDG_CACHE_HOME=$own/cache"
"""
REMOVE_TMP = """#!/bin/sh
rm -rf "{folder}/tmp/$SLURMD_NODENAME/$SLURM_JOB_ID"
"""

# The plugin takes every SLURM_ variable from the environment of srun: on a
# cluster the configuration lies where srun looks for it by itself.
SRUN = """#!/bin/sh
SLURM_CONF={folder}/slurm.conf exec {srun} "$@"
"""
