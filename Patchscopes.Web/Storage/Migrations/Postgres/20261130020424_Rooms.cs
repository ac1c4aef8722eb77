using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Patchscopes.Web.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Rooms : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Rooms",
                columns: table => new
                {
                    Code = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    OwnerKeyHash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    Opened = table.Column<long>(type: "bigint", nullable: false),
                    Expires = table.Column<long>(type: "bigint", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false),
                    Place = table.Column<string>(type: "text", nullable: false),
                    View = table.Column<string>(type: "text", nullable: false),
                    About = table.Column<string>(type: "text", nullable: false),
                    Model = table.Column<string>(type: "text", nullable: false),
                    PinsModel = table.Column<bool>(type: "boolean", nullable: false),
                    LocksKnobs = table.Column<bool>(type: "boolean", nullable: false),
                    Tried = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Rooms", x => x.Code);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Rooms_Expires",
                table: "Rooms",
                column: "Expires");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Rooms");
        }
    }
}
