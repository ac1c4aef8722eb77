using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Patchscopes.Web.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class StoreSize : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_Runs_Bytes",
                table: "Runs",
                column: "Bytes");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Runs_Bytes",
                table: "Runs");
        }
    }
}
