@echo off
rem The nightly run of auditbook on Windows. Put this file into the workspace, beside the folders inputs and outputs.
rem To change: AUDITBOOK, --memory. Keep to ASCII in this file: cmd reads it in the code page of the machine. The name
rem of the workspace itself may have blanks and Chinese letters: %~dp0 stands for it, whatever it is.
set PYTHONUTF8=1
set "AUDITBOOK=C:\auditbook\.venv\Scripts\auditbook.exe"
if exist "%~dp0nightly.log" move /y "%~dp0nightly.log" "%~dp0nightly-before.log" >nul
"%AUDITBOOK%" run --inputs "%~dp0inputs" --outputs "%~dp0outputs" --timeout 1800 --memory 4000 >"%~dp0nightly.log" 2>&1
set CODE=%ERRORLEVEL%
>>"%~dp0nightly.log" echo exit %CODE%
exit /b %CODE%
